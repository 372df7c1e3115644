package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphStep.Apply;
import io.github.resnetv2.family.onnx.GraphStep.Sum;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ReLU;
import io.github.resnetv2.nn.Shortcut.Source;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One residual block as it stands in a graph. This is a proposal: once the whole network is known, {@link GraphCheck}
 * holds every step against it.
 *
 * @param first the norm of its input, if there is one
 * @param branch the convolutions of the branch, two or three, each with the norm that follows it
 * @param shortcut the way around
 * @param output what leaves the block
 */
record GraphBlock(Optional<Apply> first, List<Convolution> branch, Around shortcut, GraphFlow output) {
    private static final int LONGEST_BRANCH = 3;

    GraphBlock {
        branch = List.copyOf(branch);
    }

    /**
     * A convolution and the norm that follows it, if one does.
     *
     * @param step the step of the convolution
     * @param norm the step of the norm
     */
    record Convolution(Apply step, Optional<Apply> norm) {
        Conv2d layer() {
            return (Conv2d) step.layer();
        }

        int outputs() {
            return layer().weight().shape().size(0);
        }

        boolean hasBias() {
            return layer().bias() != null;
        }
    }

    /**
     * The way around a block.
     *
     * @param projection the convolution with its norm; none if the input itself is added, or a part of it
     * @param source what it reads
     * @param pooling an average pooling before the projection, or a maximum pooling without one
     */
    record Around(Optional<Convolution> projection, Source source, Optional<Apply> pooling) {}

    /** The channels of the inner convolutions. */
    int width() {
        return branch.get(0).outputs();
    }

    /** The channels that leave the block. */
    int outputWidth() {
        return last().outputs();
    }

    /** The stride of the convolution that carries it: the first of two, the second of three. */
    int stride() {
        return branch.get(branch.size() == 2 ? 0 : 1).layer().window().strideHeight();
    }

    /** The branch's last convolution. */
    Convolution last() {
        return branch.get(branch.size() - 1);
    }

    /** Whether the strided input itself is added. */
    boolean skipsByPooling() {
        return shortcut.projection.isEmpty() && shortcut.pooling.isPresent();
    }

    /** Reads the block that begins at {@code x}. */
    static GraphBlock read(GraphSteps steps, GraphFlow x) throws ModelFormatException {
        Optional<Apply> first = steps.reader(x, GraphSteps::isNorm);
        GraphFlow normed = first.map(Apply::output).orElse(x);
        GraphFlow preactivation = steps.reader(normed, ReLU.class::isInstance)
                .orElseThrow(() -> steps.expected("norm and ReLU before the convolutions of a block", normed))
                .output();
        List<Convolution> branch = branch(steps, preactivation);
        Convolution last = branch.get(branch.size() - 1);
        if (last.norm().isPresent()) {
            throw last.norm().get().node().error("expected no norm after the last convolution of a block");
        }
        GraphFlow end = last.step().output();
        List<GraphStep> readers = steps.readers(end);
        if (readers.size() != 1 || !(readers.get(0) instanceof Sum sum)) {
            throw steps.expected("the addition of a shortcut after the last convolution of a block", end);
        }
        return new GraphBlock(first, branch, around(steps, sum, end, x, preactivation), sum.output());
    }

    private static List<Convolution> branch(GraphSteps steps, GraphFlow preactivation) throws ModelFormatException {
        List<Convolution> branch = List.of();
        for (GraphStep reader : steps.readers(preactivation)) {
            if (reader instanceof Apply apply && apply.layer() instanceof Conv2d) {
                List<Convolution> chain = chain(steps, apply);
                if (chain.size() > 1 && !branch.isEmpty()) {
                    throw apply.node().error("expected one branch of several convolutions in a block, found two");
                }
                branch = chain.size() > 1 ? chain : branch;
            }
        }
        if (branch.isEmpty() || branch.size() > LONGEST_BRANCH) {
            throw steps.expected("a branch of two or three convolutions with ReLU between them", preactivation);
        }
        return branch;
    }

    private static List<Convolution> chain(GraphSteps steps, Apply start) {
        List<Convolution> chain = new ArrayList<>();
        Optional<Apply> next = Optional.of(start);
        while (next.isPresent() && chain.size() <= LONGEST_BRANCH) {
            Convolution convolution = steps.withNorm(next.get());
            chain.add(convolution);
            GraphFlow y = convolution.norm().orElse(convolution.step()).output();
            next = steps.only(y, ReLU.class::isInstance)
                    .flatMap(relu -> steps.only(relu.output(), Conv2d.class::isInstance));
        }
        return chain;
    }

    private static Around around(GraphSteps steps, Sum sum, GraphFlow branch, GraphFlow x, GraphFlow preactivation)
            throws ModelFormatException {
        GraphFlow summand = sum.other(branch);
        if (summand == x) {
            return new Around(Optional.empty(), Source.INPUT, Optional.empty());
        }
        Optional<Apply> pool = steps.giver(summand, MaxPool2d.class::isInstance);
        Optional<Apply> norm = steps.giver(summand, GraphSteps::isNorm);
        Optional<Apply> convolution = steps.giver(norm.map(Apply::input).orElse(summand), Conv2d.class::isInstance);
        Optional<Apply> average = convolution.flatMap(apply -> steps.giver(apply.input(), AvgPool2d.class::isInstance));
        Optional<Apply> beginning = pool.or(() -> average).or(() -> convolution);
        GraphFlow from = beginning.map(Apply::input).orElse(summand);
        boolean fromPreactivation = from == preactivation && convolution.isPresent();
        if (from != x && !fromPreactivation) {
            String found = beginning
                    .map(apply -> ", found one that begins at " + apply.node())
                    .orElse("");
            throw sum.node().error("expected a shortcut from the input of its block" + found);
        }
        return new Around(
                convolution.map(apply -> new Convolution(apply, norm)),
                from == x ? Source.INPUT : Source.PREACTIVATION,
                pool.or(() -> average));
    }
}
