package io.github.resnetv2.family.named;

import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Projection;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.nn.Shortcut.Source;
import java.util.OptionalDouble;

/**
 * The switches of a family that names and shapes do not show.
 *
 * @param projection what a projection reads and what carries its stride
 * @param stemRelu whether a ReLU follows the stem's last convolution
 * @param stemPool the pooling of a stem whose first convolution has stride 2
 * @param strideInLastBlock whether a stage's last block carries its stride, which the last stage then lacks
 * @param epsilon of the norms
 * @param weightStandardization epsilon of standardised weights, if they are
 * @param pool what makes the feature vector
 */
record Conventions(
        Projection projection,
        boolean stemRelu,
        StemPool stemPool,
        boolean strideInLastBlock,
        double epsilon,
        OptionalDouble weightStandardization,
        HeadPool pool) {
    /** This library's own form. */
    static final Conventions REFERENCE = new Conventions(
            new Projection(Source.INPUT, false),
            true,
            StemPool.MAX,
            false,
            1e-5,
            OptionalDouble.empty(),
            HeadPool.GLOBAL);

    /** Norm and ReLU come before everything else, also before projections and instead of those of the stem. */
    static final Conventions PREACTIVATION = new Conventions(
            new Projection(Source.PREACTIVATION, false),
            false,
            StemPool.MAX,
            false,
            1e-5,
            OptionalDouble.empty(),
            HeadPool.GLOBAL);

    Conventions withAveragePoolProjection(boolean averagePool) {
        return new Conventions(
                new Projection(projection.source(), averagePool),
                stemRelu,
                stemPool,
                strideInLastBlock,
                epsilon,
                weightStandardization,
                pool);
    }
}
