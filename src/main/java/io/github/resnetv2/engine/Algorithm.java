package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Tiling;
import io.github.resnetv2.kernel.Winograd;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Window;
import java.util.List;

/**
 * The ways to compute a convolution, and the choice between them: by layer shape and batch, never by threads, so that the
 * bits depend on the input's shape alone.
 */
enum Algorithm {
    /** A matrix product on the map as it is: 1x1, stride 1. */
    POINTWISE,
    /** Patches gathered band by band, and multiplied. */
    PATCHES,
    /** All patches gathered first, then multiplied panel by panel: small maps, many channels. */
    GATHERED,
    /** Straight from an interleaved picture of few channels. */
    STEM,
    /** Winograd's F(2x2, 3x3). */
    WINOGRAD_2,
    /** Winograd's F(4x4, 3x3). */
    WINOGRAD_4,
    /** The same as F(2x2, 3x3) for a stride of 2. */
    STRIDED_2;

    /** Multiplications a nanosecond of one core: between an AMD Zen 4 (56) and an Intel server with two units (105). */
    private static final double MULTIPLICATIONS = 90;

    /** Bytes of weights a nanosecond: what a core gets of a server's memory while others use it, too. */
    private static final double BYTES = 7;

    /** Floats a nanosecond that a Winograd transform reads or writes. */
    private static final double TRANSFORMED = 12;

    /** Floats of gathered patches that all threads may share: in the third-level cache, each read once a panel. */
    private static final long SHARED_PATCHES = 2 * 1024 * 1024;

    /**
     * The fastest way by a small model of cost: the time of the multiplications, of reading the weights from memory, and of
     * the transforms. The first two add up: a core that waits for a weight does not multiply, and what is fetched meanwhile
     * comes too late often enough.
     *
     * @param exact no Winograd
     */
    static Algorithm choose(Conv2d convolution, Shape input, Shape output, boolean exact) {
        Window window = convolution.window();
        boolean unit = window.strideHeight() == 1 && window.strideWidth() == 1;
        if (window.kernelHeight() == 1 && window.kernelWidth() == 1 && unit && isUnpadded(window)) {
            return POINTWISE;
        }
        Algorithm direct = patches(window, input, output);
        List<Algorithm> candidates = window.equals(Window.square(3, 1, 1))
                ? List.of(WINOGRAD_2, WINOGRAD_4)
                : window.equals(Window.square(3, 2, 1)) ? List.of(STRIDED_2) : List.of();
        if (exact || candidates.isEmpty()) {
            return direct;
        }
        double best = directCost(input, output);
        Algorithm choice = direct;
        for (Algorithm candidate : candidates) {
            double cost = candidate.winogradCost(input, output);
            if (cost < best) {
                best = cost;
                choice = candidate;
            }
        }
        return choice;
    }

    /** Whether a value is a picture of few channels that lies as {@link #STEM} reads it. */
    static boolean feedsStem(Node node) {
        return node.shape.rank() == 4
                && node.shape.size(1) <= Blocks.SIZE / 2
                && node.outputs.isEmpty()
                && isPicture(node)
                && node.users.stream()
                        .allMatch(user -> user.layer instanceof Conv2d convolution
                                && convolution.window().dilationHeight() == 1
                                && convolution.window().dilationWidth() == 1);
    }

    /** Whether a node is the input, or the norm that alone reads it. */
    private static boolean isPicture(Node node) {
        if (node.kind == Node.Kind.INPUT) {
            return true;
        }
        Node input = node.inputs.get(0);
        return node.is(BatchNorm2d.class) && input.kind == Node.Kind.INPUT && input.onlyUser() == node;
    }

    /** The Winograd form of this algorithm. */
    Winograd form() {
        return switch (this) {
            case WINOGRAD_2 -> Winograd.F2;
            case WINOGRAD_4 -> Winograd.F4;
            case STRIDED_2 -> Winograd.STRIDED;
            default -> throw new IllegalStateException(this + " is no Winograd form");
        };
    }

    private static Algorithm patches(Window window, Shape input, Shape output) {
        long depth = (long) Blocks.count(input.size(1)) * Blocks.SIZE * window.kernelHeight() * window.kernelWidth();
        long pixels = (long) output.size(0) * output.size(2) * output.size(3);
        return depth * pixels <= SHARED_PATCHES ? GATHERED : PATCHES;
    }

    private static double directCost(Shape input, Shape output) {
        double weights = 9.0 * input.size(1) * output.size(1);
        double pixels = (double) output.size(0) * output.size(2) * output.size(3);
        return weights * pixels / MULTIPLICATIONS + weights * Float.BYTES / BYTES;
    }

    private double winogradCost(Shape input, Shape output) {
        double channels = (double) input.size(1) * output.size(1);
        double products = (double) form().positions() * tiling(input).count();
        double transforms = products * (input.size(1) + output.size(1)) / TRANSFORMED;
        double weights = form().matrices() * channels;
        return products * channels / MULTIPLICATIONS + weights * Float.BYTES / BYTES + transforms;
    }

    /** The tiles of this algorithm's Winograd form over an input. */
    Tiling tiling(Shape input) {
        return new Tiling(form(), input.size(0), input.size(2), input.size(3));
    }

    private static boolean isUnpadded(Window window) {
        return window.padding().equals(Window.Padding.same(0));
    }
}
