package io.github.resnetv2.family.onnx;

import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Graph.Attribute;
import io.github.resnetv2.weights.Graph.Node;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node under examination: its attributes by kind and default, and the error that names it.
 *
 * @param source the file's name
 * @param opset the version of the default operator set
 * @param node the node itself
 */
record GraphNode(String source, long opset, Node node) {
    private static final int LONGEST_NAME = 120;

    String operator() {
        return node.operator();
    }

    boolean is(String operator) {
        return node.operator().equals(operator);
    }

    /** Whether an input is given: optional ones may be left out at the end or by an empty name. */
    boolean hasInput(int index) {
        return index < node.inputs().size() && !node.inputs().get(index).isEmpty();
    }

    /** An integer attribute, or the default if it is not there. */
    long integer(String name, long otherwise) throws ModelFormatException {
        Attribute attribute = node.attributes().get(name);
        if (attribute == null) {
            return otherwise;
        }
        if (attribute.integers().size() != 1) {
            throw error("attribute " + shown(name) + ": expected an integer");
        }
        return attribute.integers().get(0);
    }

    /** An integer attribute that stands for a truth value, or the default if it is not there. */
    boolean flag(String name, boolean otherwise) throws ModelFormatException {
        long value = integer(name, otherwise ? 1 : 0);
        if (value != 0 && value != 1) {
            throw error("attribute " + shown(name) + ": expected 0 or 1, found " + value);
        }
        return value == 1;
    }

    /** An attribute of several integers, if it is there. */
    Optional<List<Long>> integers(String name) throws ModelFormatException {
        Attribute attribute = node.attributes().get(name);
        if (attribute == null) {
            return Optional.empty();
        }
        return Optional.of(attribute.integers());
    }

    /**
     * A number attribute, or the default if it is not there. Stored in single precision, it is taken as the shortest decimal
     * that rounds to it: an epsilon of 1e-5 is 1e-5.
     */
    double number(String name, double otherwise) throws ModelFormatException {
        Attribute attribute = node.attributes().get(name);
        if (attribute == null) {
            return otherwise;
        }
        if (attribute.floats().size() != 1) {
            throw error("attribute " + shown(name) + ": expected a number");
        }
        return Double.parseDouble(attribute.floats().get(0).toString());
    }

    /** A text attribute, or the default if it is not there. */
    String text(String name, String otherwise) throws ModelFormatException {
        Attribute attribute = node.attributes().get(name);
        if (attribute == null) {
            return otherwise;
        }
        return attribute.text().orElseThrow(() -> error("attribute " + shown(name) + ": expected a text"));
    }

    /** A tensor attribute, if it is there. */
    Optional<Entry> tensor(String name) {
        return Optional.ofNullable(node.attributes().get(name)).flatMap(Attribute::tensor);
    }

    /** Refuses attributes that nobody here asks for: they may change what the node computes. */
    void requireOnly(Set<String> known) throws ModelFormatException {
        for (String name : node.attributes().keySet()) {
            if (!known.contains(name)) {
                throw error("attribute " + shown(name) + " is not known here");
            }
        }
    }

    /** Requires that an integer attribute, if it is there, has the one value that is understood. */
    void require(String name, long only) throws ModelFormatException {
        long found = integer(name, only);
        if (found != only) {
            throw error("attribute " + shown(name) + ": expected " + only + ", found " + found);
        }
    }

    /** An error at this node. */
    ModelFormatException error(String what) {
        return new ModelFormatException(source + ": " + this + ": " + what);
    }

    /** The node's name and operator; a nameless one is called by what it gives. */
    @Override
    public String toString() {
        String operator = node.domain().isEmpty() ? node.operator() : node.domain() + "." + node.operator();
        String name = !node.name().isEmpty() || node.outputs().isEmpty()
                ? node.name()
                : "giving " + node.outputs().get(0);
        return "node " + shown(name) + " (" + shown(operator) + ")";
    }

    /** A name of the file as it may stand in a message. */
    static String shown(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    }
}
