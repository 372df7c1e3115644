package io.github.resnetv2.engine;

import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ReLU;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins the nodes of a recorded network into steps.
 *
 * <p>A norm directly behind a convolution is folded into it. A ReLU, or the addition of the shortcut, is done when the sum
 * is complete. Where the sum of a block feeds the next block's norm and ReLU, both the sum and the activated value are
 * stored by the same step: a pre-activation network would otherwise pass over every map once more. The pooling behind the
 * stem is done by the stem's step, band by band: no other map is as large as the one between them.
 */
final class Fusion {
    private final List<Node> nodes;
    private final Map<Node, Integer> order = new HashMap<>();
    private final Set<Node> live = new HashSet<>();
    private final Set<Node> done = new HashSet<>();
    private final List<Step> steps = new ArrayList<>();

    private Fusion(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** The steps that compute every node with an output name, in order of execution. */
    static List<Step> steps(List<Node> nodes) {
        Fusion fusion = new Fusion(nodes);
        fusion.markLive();
        nodes.stream().filter(fusion.live::contains).forEach(fusion::start);
        // A step that adds a shortcut runs when the addition would: the other operand is ready by then.
        fusion.steps.sort(Comparator.comparing((Step step) -> fusion.order.get(step.plain())));
        return fusion.steps;
    }

    private void markLive() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            order.put(node, i);
            if (!node.outputs.isEmpty() || live.contains(node)) {
                live.add(node);
                live.addAll(node.inputs);
            }
        }
        nodes.forEach(node -> node.users.removeIf(user -> !live.contains(user)));
    }

    private void start(Node node) {
        if (done.contains(node)) {
            return;
        }
        done.add(node);
        Node input = node.inputs.isEmpty() ? node : node.inputs.get(0);
        Node value = node;
        BatchNorm2d folded = null;
        Node user = value.onlyUser();
        // A value that may be asked for is computed as such in every plan: the bits behind it do not depend on who
        // asks.
        if (node.is(Conv2d.class) && !node.named && user != null && user.layer instanceof BatchNorm2d norm) {
            folded = norm;
            value = take(user);
        }
        Node residual = node.kind == Node.Kind.ADD ? node.inputs.get(1) : null;
        boolean relu = false;
        user = value.onlyUser();
        if (node.is(Conv2d.class) && user != null && user.kind == Node.Kind.ADD && !done.contains(user)) {
            residual = user.inputs.get(0) == value ? user.inputs.get(1) : user.inputs.get(0);
            value = take(user);
        } else if (user != null && user.is(ReLU.class) && node.kind != Node.Kind.INPUT) {
            relu = true;
            value = take(user);
        }
        Node pooled = null;
        user = value.onlyUser();
        if (node.is(Conv2d.class)
                && residual == null
                && user != null
                && user.is(MaxPool2d.class)
                && Algorithm.feedsStem(input)) {
            pooled = value;
            value = take(user);
        }
        finish(node, input, folded, residual, relu, pooled, value);
    }

    /** Looks for a norm that reads the value, and for the ReLU behind it. */
    private void finish(
            Node head,
            Node input,
            @Nullable BatchNorm2d folded,
            @Nullable Node residual,
            boolean relu,
            @Nullable Node pooled,
            Node value) {
        for (Node user : value.users) {
            if (user.layer instanceof BatchNorm2d norm && !done.contains(user) && canScale(head)) {
                Node second = take(user);
                Node activation = second.onlyUser();
                boolean nextRelu = activation != null && activation.is(ReLU.class) && head.kind != Node.Kind.INPUT;
                if (activation != null && nextRelu) {
                    second = take(activation);
                }
                boolean plain = value.users.size() > 1 || !value.outputs.isEmpty();
                steps.add(new Step(head, input, folded, residual, relu, pooled, value, plain, norm, nextRelu, second));
                return;
            }
        }
        steps.add(new Step(head, input, folded, residual, relu, pooled, value, true, null, false, null));
    }

    /** Norms and ReLUs that are steps themselves make one result only; the input becomes one picture only. */
    private static boolean canScale(Node head) {
        return head.kind == Node.Kind.INPUT
                ? head.onlyUser() != null
                : !head.is(BatchNorm2d.class) && !head.is(GroupNorm.class) && !head.is(ReLU.class);
    }

    private Node take(Node node) {
        done.add(node);
        return node;
    }
}
