package io.github.resnetv2.testing;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.nio.charset.StandardCharsets;

/**
 * The values with which the golden networks were filled, computed from a parameter's name alone.
 *
 * <p>{@code h = FNV-1a-64(name)}; element {@code i} in row-major order is the splitmix64 finaliser of
 * {@code h + (i+1) * 0x9E3779B97F4A7C15}, of which the upper 24 bits are a uniform number of [0, 1). All further
 * arithmetic is in double and rounded to float once, as in the Python script that made the files, so values are equal to
 * the bit.
 */
public final class GoldenValues {
    private GoldenValues() {}

    /** What a parameter is for; decides its range. */
    public enum Kind {
        /** A convolution's or linear layer's kernel: within {@code sqrt(6 / fanIn)} of zero. */
        WEIGHT,
        /** A norm's scale: [0.25, 0.75). */
        GAMMA,
        /** A running variance: [0.5, 1.5). */
        VARIANCE,
        /** A bias, a norm's shift or a running mean: [-0.25, 0.25). */
        SHIFT,
        /** The picture handed to the network: [-2, 2). */
        INPUT
    }

    /** The input of the golden networks, filled as NCHW. */
    public static Tensor input(int... sizes) {
        return value("input", Shape.of(sizes), Kind.INPUT, 1);
    }

    /**
     * A parameter of a PyTorch, timm, MXNet or Keras network under its library's own name, such as
     * {@code layer1.0.conv1.weight}, {@code features.2.gamma} or {@code conv1_conv/kernel}; the last word gives the kind.
     */
    public static Tensor parameter(String name, Shape shape) {
        String leaf = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
        return switch (leaf) {
            case "kernel" -> value(name, shape, Kind.WEIGHT, shape.elements() / shape.size(-1));
            case "weight" ->
                shape.rank() > 1
                        ? value(name, shape, Kind.WEIGHT, shape.elements() / shape.size(0))
                        : value(name, shape, Kind.GAMMA, 1);
            case "gamma" -> value(name, shape, Kind.GAMMA, 1);
            case "running_var", "moving_variance" -> value(name, shape, Kind.VARIANCE, 1);
            case "bias", "beta", "running_mean", "moving_mean" -> value(name, shape, Kind.SHIFT, 1);
            default -> throw new IllegalArgumentException("no golden kind for " + name);
        };
    }

    /** Values of a kind; the fan-in counts for weights only. */
    public static Tensor value(String name, Shape shape, Kind kind, long fanIn) {
        double bound = Math.sqrt(6.0 / fanIn);
        return Tensor.build(shape, values -> {
            long hash = hash(name);
            for (int i = 0; i < values.length; i++) {
                double u = uniform(hash, i);
                values[i] = (float)
                        switch (kind) {
                            case WEIGHT -> (2 * u - 1) * bound;
                            case GAMMA -> 0.25 + 0.5 * u;
                            case VARIANCE -> 0.5 + u;
                            case SHIFT -> 0.5 * (u - 0.5);
                            case INPUT -> 4 * u - 2;
                        };
            }
        });
    }

    /** FNV-1a over the UTF-8 bytes of the name. */
    static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ Byte.toUnsignedInt(b)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The uniform number of an element, a multiple of 2^-24. */
    static double uniform(long hash, long element) {
        long z = hash + (element + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) * 0x1p-24;
    }
}
