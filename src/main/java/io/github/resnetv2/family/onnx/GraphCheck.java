package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphStep.Apply;
import io.github.resnetv2.family.onnx.GraphStep.Sum;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.nn.Identity;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.Wiring;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The proof that a network computes what a graph says: its dataflow, as the network itself states it, is followed through the
 * graph. Each layer must be a step there, of the same kind, with the same window, sizes and epsilon, reading what the network
 * reads; and no step may be left over.
 */
final class GraphCheck implements Wiring<GraphFlow> {
    private final GraphSteps steps;
    private final Map<String, Apply> known;
    private final Set<GraphStep> seen;
    private final String path;

    private GraphCheck(GraphSteps steps, Map<String, Apply> known, Set<GraphStep> seen, String path) {
        this.steps = steps;
        this.known = known;
        this.seen = seen;
        this.path = path;
    }

    /**
     * Follows a network through a graph.
     *
     * @param network as it would be built; its tensors are of no account
     * @param steps the graph
     * @param output what the graph gives
     * @param known the step for each layer that has tensors, by the layer's path; a batch norm without one stands for no
     *     change at all
     * @throws ModelFormatException if they differ, naming the node
     */
    static void check(Network network, GraphSteps steps, GraphFlow output, Map<String, Apply> known)
            throws ModelFormatException {
        Set<GraphStep> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        GraphFlow end;
        try {
            end = network.wire(new GraphCheck(steps, known, seen, ""), steps.input());
        } catch (UncheckedIOException e) {
            throw (ModelFormatException) e.getCause();
        }
        if (end != output) {
            throw steps.expected("the graph's output", end);
        }
        for (GraphStep step : steps.steps()) {
            if (!seen.contains(step)) {
                throw step.node().error("has no place in the network that the other nodes make");
            }
        }
    }

    @Override
    public GraphFlow apply(String name, Layer layer, GraphFlow x) {
        String full = path + name;
        if (layer instanceof Composite composite) {
            return composite.wire(new GraphCheck(steps, known, seen, full + "."), x);
        }
        boolean folded = layer instanceof BatchNorm2d && !known.containsKey(full);
        if (layer instanceof Identity || folded) {
            return x;
        }
        Apply step = layer.parameters().isEmpty() ? following(full, layer, x) : named(full, x);
        if (step.input() != x) {
            throw different(step, full, "to read what comes before it in the network");
        }
        compare(full, layer, step);
        seen.add(step);
        return step.output();
    }

    @Override
    public GraphFlow add(GraphFlow a, GraphFlow b) {
        for (GraphStep step : steps.readers(a)) {
            if (step instanceof Sum sum && sum.other(a) == b) {
                seen.add(sum);
                return sum.output();
            }
        }
        String block = path.substring(0, Math.max(0, path.length() - 1));
        throw new UncheckedIOException(steps.expected("the addition of branch and shortcut of " + block, a));
    }

    @Override
    public GraphFlow flatten(GraphFlow x) {
        return x;
    }

    @Override
    public GraphFlow output(String name, GraphFlow x) {
        return x;
    }

    private Apply named(String full, GraphFlow x) {
        Apply step = known.get(full);
        if (step == null) {
            throw new UncheckedIOException(steps.expected(full + ", as other parts of the network have it", x));
        }
        return step;
    }

    private Apply following(String full, Layer layer, GraphFlow x) {
        boolean average = layer instanceof AdaptiveAvgPool2d;
        return steps.reader(x, other -> layer.getClass().isInstance(other))
                .or(() -> steps.reader(x, other -> average && other instanceof AvgPool2d))
                .orElseThrow(() -> new UncheckedIOException(steps.expected(full + " (" + layer + ")", x)));
    }

    private void compare(String full, Layer layer, Apply step) {
        boolean same;
        if (layer instanceof Conv2d mine && step.layer() instanceof Conv2d found) {
            same = mine.weight().shape().equals(found.weight().shape())
                    && mine.window().equals(found.window())
                    && mine.groups() == found.groups()
                    && (mine.bias() != null || found.bias() == null);
        } else if (layer instanceof BatchNorm2d mine && step.layer() instanceof BatchNorm2d found) {
            same = mine.weight().shape().equals(found.weight().shape()) && mine.epsilon() == found.epsilon();
        } else if (layer instanceof GroupNorm mine && step.layer() instanceof GroupNorm found) {
            same = mine.weight().shape().equals(found.weight().shape())
                    && mine.groups() == found.groups()
                    && mine.epsilon() == found.epsilon();
        } else if (layer instanceof Linear mine && step.layer() instanceof Linear found) {
            same = mine.weight().shape().equals(found.weight().shape());
        } else if (layer instanceof AvgPool2d mine && step.layer() instanceof AvgPool2d found) {
            same = sameAverage(mine, found, step);
        } else if (layer instanceof AdaptiveAvgPool2d && step.layer() instanceof AvgPool2d found) {
            same = found.window().padding().equals(GraphWindow.NO_PADDING)
                    && step.input()
                            .isOfSize(
                                    found.window().kernelHeight(),
                                    found.window().kernelWidth());
        } else {
            same = layer.equals(step.layer());
        }
        if (!same) {
            throw different(step, full, text(layer) + ", found " + text(step.layer()));
        }
    }

    /** Without padding nobody asks whether it counts, and where the windows fit exactly nobody asks for a last one. */
    private static boolean sameAverage(AvgPool2d mine, AvgPool2d found, Apply step) {
        boolean exact = step.input().sizeKnown()
                && mine.outputShape(step.input().shape())
                        .equals(found.outputShape(step.input().shape()));
        return mine.window().equals(found.window())
                && (mine.ceil() == found.ceil() || exact)
                && (mine.countBorder() == found.countBorder()
                        || mine.window().padding().equals(GraphWindow.NO_PADDING));
    }

    private static String text(Layer layer) {
        if (layer instanceof Conv2d convolution) {
            return "a convolution " + convolution.weight().shape() + " with " + convolution.window() + " and "
                    + convolution.groups() + " groups";
        }
        if (layer instanceof BatchNorm2d norm) {
            return "a batch norm " + norm.weight().shape() + " with epsilon " + norm.epsilon();
        }
        if (layer instanceof GroupNorm norm) {
            return "a group norm " + norm.weight().shape() + " with " + norm.groups() + " groups and epsilon "
                    + norm.epsilon();
        }
        return layer instanceof Linear linear
                ? "a linear layer " + linear.weight().shape()
                : layer.toString();
    }

    private static UncheckedIOException different(Apply step, String full, String what) {
        return new UncheckedIOException(step.node().error("as " + full + ": expected " + what));
    }
}
