package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphBlock.Convolution;
import io.github.resnetv2.family.onnx.GraphStep.Apply;
import io.github.resnetv2.family.onnx.GraphStep.Sum;
import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ReLU;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a pre-activation network, found in the steps of a graph: stem, blocks, tail, head.
 *
 * @param inputNorm the norm of the picture, if there is one
 * @param stem the stem's convolutions, each with the norm that follows it
 * @param stemRelu whether a ReLU follows the last of them
 * @param stemPool the stem's pooling, if there is one
 * @param blocks in order
 * @param last the norm after the last block, if there is one
 * @param pool the pooling that makes vectors
 * @param head the classifier, if there is one
 */
record GraphMatch(
        Optional<Apply> inputNorm,
        List<Convolution> stem,
        boolean stemRelu,
        Optional<Apply> stemPool,
        List<GraphBlock> blocks,
        Optional<Apply> last,
        Apply pool,
        Optional<Apply> head) {
    GraphMatch {
        stem = List.copyOf(stem);
        blocks = List.copyOf(blocks);
    }

    /** Finds the parts, or names the step that is none. */
    static GraphMatch of(GraphSteps steps, GraphFlow output) throws ModelFormatException {
        refusePostActivation(steps);
        Optional<Apply> inputNorm = steps.only(steps.input(), GraphSteps::isNorm);
        GraphFlow x = inputNorm.map(Apply::output).orElse(steps.input());
        List<Convolution> stem = new ArrayList<>();
        boolean stemRelu = false;
        boolean more = true;
        while (more) {
            GraphFlow from = x;
            Convolution convolution = steps.withNorm(steps.only(from, Conv2d.class::isInstance)
                    .orElseThrow(() -> steps.expected("the convolution of a stem", from)));
            GraphFlow y = convolution.norm().orElse(convolution.step()).output();
            Optional<GraphFlow> relu = steps.only(y, ReLU.class::isInstance).map(Apply::output);
            more = relu.flatMap(z -> steps.only(z, Conv2d.class::isInstance)).isPresent();
            stemRelu = relu.isPresent() && !more && endsStem(steps, relu.get());
            // A norm whose ReLU several convolutions read is that of the first block.
            boolean own = more || stemRelu || relu.isEmpty();
            stem.add(own ? convolution : new Convolution(convolution.step(), Optional.empty()));
            x = more || stemRelu
                    ? relu.orElseThrow()
                    : own ? y : convolution.step().output();
        }
        Optional<Apply> stemPool = steps.only(x, MaxPool2d.class::isInstance);
        x = stemPool.map(Apply::output).orElse(x);
        List<GraphBlock> blocks = new ArrayList<>();
        while (pool(steps, x).isEmpty()) {
            GraphBlock block = GraphBlock.read(steps, x);
            blocks.add(block);
            x = block.output();
        }
        Apply pool = pool(steps, x).get();
        if (blocks.isEmpty()) {
            throw pool.node().error("expected a residual block before the last pooling");
        }
        Optional<Apply> last = steps.only(x, GraphSteps::isNorm);
        Optional<Apply> head = steps.only(pool.output(), Linear.class::isInstance);
        GraphFlow end = head.orElse(pool).output();
        if (end != output) {
            throw steps.expected("the graph's output", end);
        }
        return new GraphMatch(inputNorm, stem, stemRelu, stemPool, blocks, last, pool, head);
    }

    /** The network's norms, in the order of the graph. */
    List<Apply> norms() {
        List<Apply> norms = new ArrayList<>(inputNorm.stream().toList());
        stem.forEach(convolution -> convolution.norm().ifPresent(norms::add));
        for (GraphBlock block : blocks) {
            block.first().ifPresent(norms::add);
            block.branch().forEach(convolution -> convolution.norm().ifPresent(norms::add));
            block.shortcut().projection().flatMap(Convolution::norm).ifPresent(norms::add);
        }
        last.ifPresent(norms::add);
        return norms;
    }

    private static void refusePostActivation(GraphSteps steps) throws ModelFormatException {
        for (GraphStep step : steps.steps()) {
            if (step instanceof Sum
                    && steps.only(step.output(), ReLU.class::isInstance).isPresent()) {
                throw step.node()
                        .error("this seems to be a ResNet v1, such as torchvision's, whose ReLU follows the"
                                + " addition; only pre-activation networks fit");
            }
        }
    }

    /** Whether the ReLU that gives {@code x} is the stem's: a pooling follows, or the norm of the first block. */
    private static boolean endsStem(GraphSteps steps, GraphFlow x) {
        return steps.only(x, MaxPool2d.class::isInstance).isPresent()
                || steps.reader(x, GraphSteps::isNorm).isPresent();
    }

    /** The pooling after the last block, if {@code x} leaves it; norm and ReLU may stand before. */
    private static Optional<Apply> pool(GraphSteps steps, GraphFlow x) {
        GraphFlow end = steps.only(x, GraphSteps::isNorm)
                .flatMap(norm -> steps.only(norm.output(), ReLU.class::isInstance))
                .map(Apply::output)
                .orElse(x);
        return steps.only(end, GraphMatch::isPool);
    }

    private static boolean isPool(Layer layer) {
        return layer instanceof AdaptiveAvgPool2d || layer instanceof AvgPool2d;
    }
}
