package io.github.resnetv2.weights;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The computation that an ONNX file describes, in the file's own terms and order.
 *
 * @param opset the version of the default operator set
 * @param producer what wrote the file, empty if it does not say
 * @param inputs the true inputs, initialisers left out
 * @param outputs names of the outputs
 * @param nodes in the order of the file
 */
public record Graph(long opset, String producer, List<Input> inputs, List<String> outputs, List<Node> nodes) {
    /**
     * Copies the lists.
     *
     * @param opset as in the record
     * @param producer as in the record
     * @param inputs as in the record
     * @param outputs as in the record
     * @param nodes as in the record
     */
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
    }

    /**
     * What has to be fed to the computation.
     *
     * @param name its name
     * @param sizes its declared extents, -1 where one is symbolic or not said; empty if nothing is declared
     */
    public record Input(String name, List<Long> sizes) {
        /**
         * Copies the list.
         *
         * @param name as in the record
         * @param sizes as in the record
         */
        public Input {
            sizes = List.copyOf(sizes);
        }
    }

    /**
     * One operation.
     *
     * @param name the node's name, may be empty
     * @param operator such as {@code Conv}
     * @param domain the operator set, empty for the default one
     * @param inputs names of its inputs; an empty name stands for an optional input left out
     * @param outputs names of its outputs
     * @param attributes by name
     */
    public record Node(
            String name,
            String operator,
            String domain,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes) {
        /**
         * Copies the lists and the map.
         *
         * @param name as in the record
         * @param operator as in the record
         * @param domain as in the record
         * @param inputs as in the record
         * @param outputs as in the record
         * @param attributes as in the record
         */
        public Node {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * The value of one attribute; which part is set depends on its type.
     *
     * @param integers of an INT (one) or INTS attribute
     * @param floats of a FLOAT (one) or FLOATS attribute
     * @param text of a STRING attribute
     * @param tensor of a TENSOR attribute
     */
    public record Attribute(List<Long> integers, List<Float> floats, Optional<String> text, Optional<Entry> tensor) {
        /**
         * Copies the lists.
         *
         * @param integers as in the record
         * @param floats as in the record
         * @param text as in the record
         * @param tensor as in the record
         */
        public Attribute {
            integers = List.copyOf(integers);
            floats = List.copyOf(floats);
        }
    }
}
