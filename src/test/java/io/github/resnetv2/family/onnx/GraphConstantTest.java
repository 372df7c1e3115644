package io.github.resnetv2.family.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the values of a constant are computed: each once, and none kept longer than it is needed. */
class GraphConstantTest {
    private static final Shape PAIR = Shape.of(2);

    private static GraphConstant of(GraphConstant.Operation operation, GraphConstant... operands) {
        return GraphConstant.computed("w", PAIR, List.of(operands), operation);
    }

    private static Tensor plusOne(Tensor x) {
        return GraphArithmetic.map(x, value -> value + 1);
    }

    @Test
    void valuesAreLetGoAfterTheirLastReader() throws IOException {
        List<WeakReference<Tensor>> given = new ArrayList<>();
        GraphConstant chain = of(none -> Tensor.of(PAIR, 1, 2));
        for (int i = 0; i < 3; i++) {
            chain = of(
                    it -> {
                        Tensor next = plusOne(it.get(0));
                        given.add(new WeakReference<>(next));
                        return next;
                    },
                    chain);
        }
        GraphConstant last = of(
                it -> {
                    for (int i = 0; i < 20 && given.get(0).get() != null; i++) {
                        System.gc();
                    }
                    assertNull(given.get(0).get(), "the first of a chain is kept to its end");
                    return plusOne(it.get(0));
                },
                chain);
        assertArrayEquals(new float[] {5, 6}, last.read().toArray());
    }

    @Test
    void eachValueIsComputedOnceHoweverManyReadIt() throws IOException {
        int[] count = {0};
        GraphConstant shared = of(none -> {
            count[0]++;
            return Tensor.of(PAIR, 1, 2);
        });
        GraphConstant.Operation add = it -> GraphArithmetic.combine(it.get(0), it.get(1), PAIR, Double::sum);
        GraphConstant twice = of(add, shared, shared);
        GraphConstant sum = of(add, of(add, shared, twice), of(add, twice, shared));
        assertArrayEquals(new float[] {6, 12}, sum.read().toArray());
        assertEquals(1, count[0]);
        assertArrayEquals(new float[] {6, 12}, sum.read().toArray());
        assertEquals(2, count[0]);
    }
}
