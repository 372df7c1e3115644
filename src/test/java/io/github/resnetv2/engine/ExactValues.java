package io.github.resnetv2.engine;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.model.Parameter;
import io.github.resnetv2.model.ParameterSource;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Weights with which single precision does not round, so that every order of the additions gives the same bits.
 *
 * <p>All values are small integers: each filter has at most {@value #TERMS} weights that are not zero, all 1 or -1, and the
 * norms, whose variance is 1, change the sign and add an integer. A mean over two or four pixels leaves a binary fraction. The
 * head takes one feature for each logit, so that its only rounding is the last. {@link #isExact} tells whether a network's
 * values have in fact stayed representable.
 */
final class ExactValues implements ParameterSource {
    private static final int TERMS = 5;

    /** The finest fraction that average poolings may leave. */
    private static final double FINEST = 0x1p-12;

    /** The largest value, in units of the finest fraction there is: with a bias and a shortcut every sum has 24 digits. */
    private static final double LARGEST = 0x1p24 / (TERMS + 2);

    private final SplittableRandom random;

    private ExactValues(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The network of an architecture, whose epsilon becomes 0, with such weights. */
    static Network network(Architecture of, long seed) {
        Architecture exact = new Architecture(
                of.inputChannels(),
                of.classes(),
                of.stem(),
                of.block(),
                of.stages(),
                of.strideInLastBlock(),
                of.projection(),
                new Norm(0, 0),
                of.norms(),
                of.biases(),
                of.weightStandardization(),
                of.pool());
        return Network.assemble(exact, new ExactValues(seed));
    }

    /** An input for such a network. */
    static Tensor input(long seed, int... sizes) {
        return new ExactValues(seed).integers(Shape.of(sizes), 7);
    }

    /** Whether the maps on the way can be sums without rounding. */
    static boolean isExact(Map<String, Tensor> outputs) {
        double unit = 1;
        double largest = 0;
        for (Tensor output : outputs.values()) {
            if (output.shape().rank() == 4) {
                for (float value : output.toArray()) {
                    while (unit >= FINEST && value / unit != Math.rint(value / unit)) {
                        unit /= 2;
                    }
                    largest = Math.max(largest, Math.abs(value));
                }
            }
        }
        return unit >= FINEST && largest / unit <= LARGEST;
    }

    @Override
    public Tensor get(Parameter parameter) {
        return switch (parameter.role()) {
            case WEIGHT -> filters(parameter.shape(), parameter.shape().rank() == 2 ? 1 : TERMS);
            case BIAS, NORM_BIAS, RUNNING_MEAN -> integers(parameter.shape(), 2);
            case NORM_WEIGHT -> signs(parameter.shape());
            case RUNNING_VAR -> Tensor.full(parameter.shape(), 1);
        };
    }

    private Tensor filters(Shape shape, int terms) {
        return Tensor.build(shape, values -> {
            int size = values.length / shape.size(0);
            for (int filter = 0; filter < shape.size(0); filter++) {
                for (int i = 0; i < terms; i++) {
                    values[filter * size + random.nextInt(size)] = sign();
                }
            }
        });
    }

    private Tensor signs(Shape shape) {
        return Tensor.build(shape, values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = sign();
            }
        });
    }

    private Tensor integers(Shape shape, int largest) {
        return Tensor.build(shape, values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(-largest, largest + 1);
            }
        });
    }

    private float sign() {
        return random.nextBoolean() ? 1 : -1;
    }
}
