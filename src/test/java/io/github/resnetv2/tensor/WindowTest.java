package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.tensor.Window.Padding;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    private static final int MAX = Integer.MAX_VALUE;

    private static Window rows(int kernel, int stride, int before, int after, int dilation) {
        return new Window(kernel, 1, stride, 1, new Padding(before, after, 0, 0), dilation, 1);
    }

    private static Window columns(int kernel, int stride, int before, int after, int dilation) {
        return new Window(1, kernel, 1, stride, new Padding(0, 0, before, after), 1, dilation);
    }

    /**
     * By definition: how many windows start at a multiple of the stride, and end within the padded map or hang over its end
     * by no more than what is allowed, while they start before the border behind the map.
     */
    private static int windows(int size, int kernel, int stride, int before, int after, int dilation, int overhang) {
        int reach = (kernel - 1) * dilation + 1;
        int count = 0;
        for (int start = 0; start + reach - (before + size + after) <= overhang; start += stride) {
            count += start < before + size || overhang == 0 ? 1 : 0;
        }
        return count;
    }

    @Test
    void countsTheWindowsThatFit() {
        for (int size = 1; size <= 12; size++) {
            for (int kernel = 1; kernel <= 4; kernel++) {
                for (int stride = 1; stride <= 4; stride++) {
                    for (int before = 0; before <= 2; before++) {
                        for (int after = 0; after <= 2; after++) {
                            for (int dilation = 1; dilation <= 3; dilation++) {
                                check(size, kernel, stride, before, after, dilation);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void check(int size, int kernel, int stride, int before, int after, int dilation) {
        Window down = rows(kernel, stride, before, after, dilation);
        Window right = columns(kernel, stride, before, after, dilation);
        int fit = windows(size, kernel, stride, before, after, dilation, 0);
        assertCount(fit, () -> down.outputHeight(size), down);
        assertCount(fit, () -> right.outputWidth(size), right);
        if (Math.max(before, after) <= (kernel - 1) * dilation) {
            int overhanging = windows(size, kernel, stride, before, after, dilation, stride - 1);
            assertCount(overhanging, () -> down.outputHeightCeil(size), down);
            assertCount(overhanging, () -> right.outputWidthCeil(size), right);
        }
    }

    private static void assertCount(int expected, IntSupplier found, Window window) {
        if (expected == 0) {
            assertThrows(IllegalArgumentException.class, found::getAsInt, window::toString);
        } else {
            assertEquals(expected, found.getAsInt(), window::toString);
        }
    }

    @Test
    void knowsTheNetworksSizes() {
        assertEquals(112, Window.square(7, 2, 3).outputHeight(224));
        assertEquals(56, Window.square(3, 2, 1).outputWidth(112));
        assertEquals(7, Window.square(1, 2, 0).outputHeight(14));
        assertEquals(7, Window.square(1, 2, 0).outputHeight(13));
        assertEquals(4, Window.square(2, 2, 0).outputHeightCeil(7));
        assertEquals(3, Window.square(2, 2, 0).outputHeight(7));
        assertEquals(1, Window.square(2, 2, 0).outputHeightCeil(1));
    }

    @Test
    void tellsRowsFromColumns() {
        Window window = new Window(3, 5, 2, 1, new Padding(1, 0, 2, 3), 1, 2);
        assertEquals(5, window.outputHeight(10));
        assertEquals(7, window.outputWidth(10));
    }

    @Test
    void saysHowSmallAMapMayBe() {
        assertEquals(
                "height: expected at least 3 for a kernel of 5 with padding 1 and 1, found 2",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> rows(5, 1, 1, 1, 1).outputHeight(2))
                        .getMessage());
        assertEquals(
                "width: expected at least 9 for a kernel of 5 with padding 0 and 0, found 8",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> columns(5, 1, 0, 0, 2).outputWidth(8))
                        .getMessage());
        assertEquals(
                "height: expected at least 1 for a kernel of 1 with padding 4 and 4, found 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> rows(1, 1, 4, 4, 1).outputHeight(0))
                        .getMessage());
    }

    @Test
    void staysWithinAnIntAtTheEdges() {
        assertEquals(1 << 30, rows(1, 1, 0, 0, 1).outputHeight(1 << 30));
        assertEquals(1 << 30, rows(1, 1, 1 << 29, (1 << 29) - 1, 1).outputHeight(1));
        assertEquals(1, rows(1, MAX, 0, 0, 1).outputHeight(1 << 30));
        assertEquals(1, rows(1, MAX, 0, 0, 1).outputHeightCeil(1 << 30));
        assertThrows(IllegalArgumentException.class, () -> rows(1, 1, 0, 0, 1).outputHeight((1 << 30) + 1));
        assertThrows(
                IllegalArgumentException.class, () -> rows(1, 1, MAX, MAX, 1).outputHeight(MAX));
        assertThrows(
                IllegalArgumentException.class, () -> rows(MAX, 1, 0, 0, MAX).outputHeight(MAX));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1 | 1 | 1 | 1 | 1 | kernel height: expected 1 or more, found 0",
                "1 | 0 | 1 | 1 | 1 | 1 | kernel width: expected 1 or more, found 0",
                "1 | 1 | 0 | 1 | 1 | 1 | stride height: expected 1 or more, found 0",
                "1 | 1 | 1 | -2 | 1 | 1 | stride width: expected 1 or more, found -2",
                "1 | 1 | 1 | 1 | 0 | 1 | dilation height: expected 1 or more, found 0",
                "1 | 1 | 1 | 1 | 1 | -1 | dilation width: expected 1 or more, found -1",
            })
    void refusesNumbersBelowOne(
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int dilationHeight,
            int dilationWidth,
            String message) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Window(
                                        kernelHeight,
                                        kernelWidth,
                                        strideHeight,
                                        strideWidth,
                                        Padding.same(0),
                                        dilationHeight,
                                        dilationWidth))
                        .getMessage());
    }

    @Test
    void refusesNegativePadding() {
        assertEquals(
                "padding: expected 0 or more at each side, found top 0, bottom 0, left -1, right 0",
                assertThrows(IllegalArgumentException.class, () -> new Padding(0, 0, -1, 0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Padding.same(-1));
    }
}
