package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packed weights. */
@Tag("kernel")
class PanelsTest {
    @KernelSuite
    void packingIsAPermutation(Kernels kernels) {
        Filters filters = filters(70, 20, 3);
        Panels panels = Panels.of(kernels, filters, new WeightStore(0));
        assertEquals(9 * 32, panels.depth());
        for (int o = 0; o < 70; o++) {
            for (int row = 0; row < panels.depth(); row++) {
                double expected = row % 32 < 20 ? filters.at(o, row % 32, row / 32) : 0;
                assertEquals((float) expected, panels.at(0, row, o));
            }
        }
    }

    @Test
    void aStoreHandsOutAlignedPiecesOfSharedArrays() {
        WeightStore store = new WeightStore(1000);
        WeightStore.Piece one = store.take(100);
        WeightStore.Piece two = store.take(100);
        assertSame(one.array(), two.array());
        assertEquals(Blocks.ALIGNMENT, one.offset() % Blocks.SIZE);
        assertEquals(Blocks.ALIGNMENT, two.offset() % Blocks.SIZE);
        assertTrue(two.offset() >= one.offset() + 100);
        WeightStore.Piece large = store.take(5000);
        assertTrue(large.array().length >= large.offset() + 5000);
    }

    @Test
    void tooFewWeightsAreRefusedWithTheirNumber() {
        String message = assertThrows(IllegalArgumentException.class, () -> new Filters(new float[8], 1, 1, 3, 3, null))
                .getMessage();
        assertEquals("filters [1, 1, 3, 3]: expected 9 weights, found 8", message);
        assertThrows(IllegalArgumentException.class, () -> new Filters(new float[18], 2, 1, 3, 3, new double[1]));
    }

    private static Filters filters(int outputs, int inputs, int edge) {
        float[] weights = Samples.reals(new Random(1), outputs * inputs * edge * edge);
        return new Filters(weights, outputs, inputs, edge, edge, null);
    }
}
