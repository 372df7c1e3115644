package io.github.resnetv2.engine;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Projection;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.nn.Shortcut.Source;
import java.util.List;
import java.util.OptionalDouble;

/** An {@link Architecture} in the making: the reference form's switches, each of which may be set otherwise. */
final class Sketch {
    private final Block block;
    private final Stem stem;
    private final List<Stage> stages;
    private int inputChannels = 3;
    private int classes = 7;
    private boolean strideInLastBlock;
    private Projection projection = new Projection(Source.INPUT, false);
    private Norm norm = new Norm(0, 1e-5);
    private Norms norms = new Norms(false, true, true, true, true);
    private Biases biases = Biases.NONE;
    private OptionalDouble standardization = OptionalDouble.empty();
    private HeadPool pool = HeadPool.GLOBAL;

    Sketch(Block block, Stem stem, Stage... stages) {
        this.block = block;
        this.stem = stem;
        this.stages = List.of(stages);
    }

    Sketch inputChannels(int count) {
        inputChannels = count;
        return this;
    }

    Sketch classes(int count) {
        classes = count;
        return this;
    }

    Sketch strideInLastBlock() {
        strideInLastBlock = true;
        return this;
    }

    Sketch projection(Source source, boolean averagePool) {
        projection = new Projection(source, averagePool);
        return this;
    }

    Sketch norm(Norm kind) {
        norm = kind;
        return this;
    }

    Sketch norms(Norms places) {
        norms = places;
        return this;
    }

    Sketch biases(Biases places) {
        biases = places;
        return this;
    }

    Sketch standardized() {
        standardization = OptionalDouble.of(1e-8);
        return this;
    }

    Sketch pool(HeadPool kind) {
        pool = kind;
        return this;
    }

    Architecture architecture() {
        return new Architecture(
                inputChannels,
                classes,
                stem,
                block,
                stages,
                strideInLastBlock,
                projection,
                norm,
                norms,
                biases,
                standardization,
                pool);
    }
}
