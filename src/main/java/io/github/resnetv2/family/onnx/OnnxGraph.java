package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.match.Recognized;
import io.github.resnetv2.family.match.Variant;
import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.family.onnx.GraphStep.Apply;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.model.Parameter;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Graph;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Recovers a network from an ONNX graph by its structure; names say nothing, as exporters keep them on values that they have
 * changed.
 *
 * <ol>
 *   <li>{@link GraphReading} turns nodes into layers, additions and constants;
 *   <li>{@link GraphMatch} finds stem, blocks and tail in them, {@link GraphNetwork} describes what was found;
 *   <li>{@link GraphCheck} proves that the network so described is the graph, node by node.
 * </ol>
 */
public final class OnnxGraph {
    private OnnxGraph() {}

    /**
     * Recognises the graph of a checkpoint.
     *
     * @throws ModelFormatException if it is no pre-activation network, naming the node that does not belong
     */
    public static Recognized recognise(Checkpoint checkpoint) throws IOException {
        Graph graph = checkpoint
                .graph()
                .orElseThrow(() -> new IllegalArgumentException(checkpoint.source() + ": expected a graph"));
        GraphReading.Result read = GraphReading.read(checkpoint, graph);
        GraphNetwork found = new GraphNetwork(GraphMatch.of(read.steps(), read.output()));
        Map<String, Apply> steps = found.steps();
        Architecture architecture;
        try {
            architecture = found.architecture();
            Network network = Network.assemble(architecture, parameter -> Tensor.full(parameter.shape(), 0));
            GraphCheck.check(network, read.steps(), read.output(), steps);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(checkpoint.source() + ": " + e.getMessage(), e);
        }
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (Parameter parameter : architecture.parameters()) {
            weights.put(parameter.name(), weight(parameter, architecture, steps, read.folding()));
        }
        return new Recognized(Variant.of(architecture).family(), architecture, weights, read.softmax());
    }

    private static Weight weight(
            Parameter parameter, Architecture architecture, Map<String, Apply> steps, GraphFolding folding)
            throws ModelFormatException {
        int dot = parameter.name().lastIndexOf('.');
        Apply step = steps.get(parameter.name().substring(0, dot));
        GraphConstant constant =
                step == null ? null : step.tensors().get(parameter.name().substring(dot + 1));
        if (step == null || constant == null) {
            return absent(parameter, architecture.norm().epsilon());
        }
        folding.charge(step.node(), constant);
        return new Weight(GraphNode.shown(constant.origin()), constant.shape(), constant::read);
    }

    /**
     * What an exporter left out where others of its kind have it: a bias of zeros, or a batch norm that was folded into the
     * convolution before it and now changes nothing. With a variance of 1 - epsilon its scale is 1 to the bit.
     */
    private static Weight absent(Parameter parameter, double epsilon) {
        float value = switch (parameter.role()) {
            case NORM_WEIGHT -> 1;
            case RUNNING_VAR -> (float) (1 - epsilon);
            case NORM_BIAS, RUNNING_MEAN, BIAS, WEIGHT -> 0;
        };
        return Weight.constant("absent in the graph", (int) parameter.shape().elements(), value);
    }
}
