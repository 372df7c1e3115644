package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reshape, permute, slice and select, one by one and on top of each other. */
class TensorViewTest {
    private static Tensor counting(int... sizes) {
        return Tensor.build(Shape.of(sizes), values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
        });
    }

    private static void assertHolds(Tensor tensor, Shape shape, float... values) {
        assertEquals(shape, tensor.shape());
        assertArrayEquals(values, tensor.toArray());
    }

    private static String message(Class<? extends Exception> type, Executable call) {
        return assertThrows(type, call).getMessage();
    }

    @Test
    void reshapeKeepsTheOrderOfTheValues() {
        assertHolds(counting(2, 3).reshape(3, 2), Shape.of(3, 2), 0, 1, 2, 3, 4, 5);
        assertEquals(Shape.of(2, 1, 3), counting(2, 3).reshape(2, 1, 3).shape());
        assertEquals(Shape.of(), counting(1, 1).reshape().shape());
    }

    @Test
    void reshapeWorksOutOneOpenExtent() {
        assertEquals(Shape.of(6), counting(2, 3).reshape(-1).shape());
        assertEquals(Shape.of(2, 12), counting(2, 3, 2, 2).reshape(2, -1).shape());
        assertEquals(Shape.of(0, 5), counting(0, 3).reshape(-1, 5).shape());
    }

    @Test
    void reshapeRefusesAnotherNumberOfElements() {
        assertEquals(
                "cannot reshape [2, 3] to [4, 2]",
                message(IllegalArgumentException.class, () -> counting(2, 3).reshape(4, 2)));
        assertEquals(
                "cannot reshape [2, 3] to [-1, 4]",
                message(IllegalArgumentException.class, () -> counting(2, 3).reshape(-1, 4)));
        assertThrows(IllegalArgumentException.class, () -> counting(2, 3).reshape(-1, -1));
        assertThrows(IllegalArgumentException.class, () -> counting(2, 3).reshape(-2, -3));
        assertThrows(IllegalArgumentException.class, () -> counting(0).reshape(-1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.full(Shape.of(1 << 20, 1 << 20), 0).reshape(-1));
        // In 64 bits the product of the last five wraps around to 1.
        assertThrows(
                IllegalArgumentException.class, () -> counting(2).reshape(-1, 277, 1167, 1137424153, 704317001, 19));
    }

    @Test
    void permuteReordersTheDimensions() {
        Tensor nchw = counting(1, 2, 2, 3);
        assertHolds(nchw.permute(0, 2, 3, 1), Shape.of(1, 2, 3, 2), 0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11);
        assertHolds(nchw.permute(0, 2, 3, 1).permute(0, 3, 1, 2), nchw.shape(), nchw.toArray());
        assertHolds(counting().permute(), Shape.of(), 0);
    }

    @Test
    void permuteRefusesAnythingButAPermutation() {
        assertEquals(
                "permute: expected an order of the 2 dimensions of [2, 3], found [0, 0]",
                message(IllegalArgumentException.class, () -> counting(2, 3).permute(0, 0)));
        assertThrows(IllegalArgumentException.class, () -> counting(2, 3).permute(0, 2));
        assertThrows(IllegalArgumentException.class, () -> counting(2, 3).permute(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> counting(2, 3).permute(0, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> counting(2, 3).permute(0));
        assertThrows(IllegalArgumentException.class, () -> counting(2, 3).permute());
    }

    @Test
    void sliceCutsOneDimension() {
        assertHolds(counting(3, 4).slice(0, 1, 3), Shape.of(2, 4), 4, 5, 6, 7, 8, 9, 10, 11);
        assertHolds(counting(3, 4).slice(1, 1, 3), Shape.of(3, 2), 1, 2, 5, 6, 9, 10);
        assertHolds(counting(3, 4).slice(1, 4, 4), Shape.of(3, 0));
        assertHolds(counting(3, 4).slice(0, 3, 3), Shape.of(0, 4));
    }

    @Test
    void selectDropsADimension() {
        assertHolds(counting(2, 3).select(0, 1), Shape.of(3), 3, 4, 5);
        assertHolds(counting(2, 3).select(1, 2), Shape.of(2), 2, 5);
        assertHolds(counting(3).select(0, 2), Shape.of(), 2);
    }

    @Test
    void refusesRangesAndDimensionsThatAreNotThere() {
        Tensor tensor = counting(2, 3);
        for (Executable call : new Executable[] {
            () -> tensor.slice(1, 2, 4),
            () -> tensor.slice(1, -1, 2),
            () -> tensor.slice(1, 2, 1),
            () -> tensor.slice(2, 0, 0),
            () -> tensor.slice(-1, 0, 0),
            () -> tensor.select(0, 2),
            () -> tensor.select(0, -1),
            () -> tensor.select(-1, 0),
            () -> tensor.select(0, Integer.MAX_VALUE),
            () -> counting().select(0, 0)
        }) {
            assertThrows(IndexOutOfBoundsException.class, call);
        }
    }

    @Test
    void viewsShareTheValuesWhereStridesAllow() {
        Tensor tensor = counting(4, 3, 2);
        assertSame(tensor.array(), tensor.reshape(2, -1).array());
        assertSame(tensor.array(), tensor.permute(2, 0, 1).array());
        assertSame(tensor.array(), tensor.slice(1, 0, 2).array());
        assertSame(tensor.array(), tensor.select(2, 1).array());
        assertSame(tensor.array(), tensor.slice(0, 1, 3).reshape(-1).array());
        assertSame(tensor, tensor.contiguous());
    }

    /** As in PyTorch, whose {@code view} works on the first ones and refuses the others. */
    @Test
    void reshapeSharesTheValuesOfStridedTensorsToo() {
        Tensor tensor = counting(4, 6, 8);
        for (Tensor view : new Tensor[] {
            tensor.slice(1, 1, 5).reshape(4, 2, 2, 8),
            tensor.slice(1, 1, 5).reshape(2, 2, 32),
            tensor.slice(2, 0, 4).reshape(24, 4),
            tensor.slice(2, 0, 4).reshape(3, 1, 8, 2, 2),
            tensor.permute(2, 0, 1).reshape(8, 24),
            tensor.permute(2, 0, 1).reshape(2, 4, 2, 1, 12),
            tensor.select(2, 3).reshape(-1)
        }) {
            assertSame(tensor.array(), view.array(), view::toString);
        }
        for (Tensor copy : new Tensor[] {
            tensor.slice(1, 1, 5).reshape(16, 8),
            tensor.slice(2, 0, 4).reshape(-1),
            tensor.permute(2, 0, 1).reshape(-1)
        }) {
            assertNotSame(tensor.array(), copy.array(), copy::toString);
        }
        Tensor huge = Tensor.full(Shape.of(1 << 20, 1 << 20), 3);
        assertEquals(3, huge.reshape(1 << 10, -1, 1 << 20).get(1000, 1000, 1000));
    }

    @Test
    void knowsWhichViewsAreContiguous() {
        Tensor tensor = counting(4, 3, 2);
        assertTrue(tensor.slice(0, 1, 3).isContiguous());
        assertTrue(tensor.select(0, 3).isContiguous());
        assertTrue(tensor.slice(0, 2, 3).slice(1, 1, 3).isContiguous(), "an extent of 1 has no stride");
        assertTrue(tensor.slice(1, 0, 0).isContiguous(), "there is nothing that could lie apart");
        assertFalse(tensor.slice(1, 0, 2).isContiguous());
        assertFalse(tensor.select(2, 0).isContiguous());
        assertFalse(tensor.permute(0, 2, 1).isContiguous());
        assertTrue(counting(1, 5, 1, 2).permute(2, 1, 0, 3).isContiguous());
    }

    /** A tensor in the simplest form that can do the same: every step copies every element by its index. */
    private record Copy(int[] sizes, float[] values) {
        static Copy of(Tensor tensor) {
            return new Copy(tensor.shape().toArray(), tensor.toArray());
        }

        /** The flat place of an index. */
        int at(int[] index) {
            int at = 0;
            for (int d = 0; d < sizes.length; d++) {
                at = at * sizes[d] + index[d];
            }
            return at;
        }

        /** The index of a flat place in a block of these extents. */
        static int[] index(int[] sizes, int at) {
            int[] index = new int[sizes.length];
            for (int d = sizes.length - 1, rest = at; d >= 0; rest /= sizes[d], d--) {
                index[d] = rest % sizes[d];
            }
            return index;
        }

        Copy permute(int[] order) {
            int[] changed = Arrays.stream(order).map(d -> sizes[d]).toArray();
            float[] target = new float[values.length];
            for (int i = 0; i < target.length; i++) {
                int[] index = index(changed, i);
                int[] source = new int[order.length];
                for (int d = 0; d < order.length; d++) {
                    source[order[d]] = index[d];
                }
                target[i] = values[at(source)];
            }
            return new Copy(changed, target);
        }

        Copy slice(int dimension, int from, int to) {
            int[] changed = sizes.clone();
            changed[dimension] = to - from;
            float[] target = new float[Arrays.stream(changed).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < target.length; i++) {
                int[] index = index(changed, i);
                index[dimension] += from;
                target[i] = values[at(index)];
            }
            return new Copy(changed, target);
        }

        Copy select(int dimension, int index) {
            int[] rest = IntStream.range(0, sizes.length)
                    .filter(d -> d != dimension)
                    .map(d -> sizes[d])
                    .toArray();
            return slice(dimension, index, index + 1).reshape(rest);
        }

        Copy reshape(int[] changed) {
            return new Copy(changed, values);
        }
    }

    /** Extents of as many elements, in a random order with some of 1. */
    private static int[] factors(int elements, Random random) {
        List<Integer> factors = new ArrayList<>();
        for (int rest = elements, factor = 2; rest > 1; ) {
            if (rest % factor == 0) {
                factors.add(factor);
                rest /= factor;
            } else {
                factor++;
            }
        }
        while (factors.size() > 1 + random.nextInt(4)) {
            int other = factors.remove(1 + random.nextInt(factors.size() - 1));
            factors.set(0, factors.get(0) * other);
        }
        factors.addAll(Collections.nCopies(random.nextInt(3), 1));
        Collections.shuffle(factors, random);
        return factors.stream().mapToInt(Integer::intValue).toArray();
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void viewsOfViewsHoldWhatCopiesWould(int seed) {
        Random random = new Random(seed);
        Tensor tensor = counting(random.ints(1 + random.nextInt(4), 1, 6).toArray());
        Copy copy = Copy.of(tensor);
        for (int step = 0; step < 8; step++) {
            int rank = copy.sizes.length;
            int d = rank == 0 ? 0 : random.nextInt(rank);
            int kind = rank == 0 ? 3 : random.nextInt(4);
            if (kind == 0) {
                int[] order = IntStream.range(0, rank).toArray();
                for (int i = rank - 1; i > 0; i--) {
                    int other = random.nextInt(i + 1);
                    int swapped = order[i];
                    order[i] = order[other];
                    order[other] = swapped;
                }
                tensor = tensor.permute(order);
                copy = copy.permute(order);
            } else if (kind == 1) {
                int from = random.nextInt(copy.sizes[d]);
                int to = from + 1 + random.nextInt(copy.sizes[d] - from);
                tensor = tensor.slice(d, from, to);
                copy = copy.slice(d, from, to);
            } else if (kind == 2) {
                int index = random.nextInt(copy.sizes[d]);
                tensor = tensor.select(d, index);
                copy = copy.select(d, index);
            } else {
                int[] changed = factors(copy.values.length, random);
                tensor = tensor.reshape(changed);
                copy = copy.reshape(changed);
            }
            assertEquals(Shape.of(copy.sizes), tensor.shape());
            assertArrayEquals(copy.values, tensor.toArray());
            assertArrayEquals(copy.values, tensor.contiguous().toArray());
            for (int i = 0; i < copy.values.length; i++) {
                assertEquals(copy.values[i], tensor.get(Copy.index(copy.sizes, i)));
            }
        }
    }
}
