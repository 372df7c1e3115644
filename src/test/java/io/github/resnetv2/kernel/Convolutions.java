package io.github.resnetv2.kernel;

import java.util.Arrays;

/**
 * Whole convolutions with some kernels, the way a plan runs them: in bands, tiles and panels of chosen sizes, with working
 * memory full of NaN.
 */
final class Convolutions {
    private final Kernels kernels;
    private final Scratch scratch;
    private final WeightStore store = new WeightStore(0);

    Convolutions(Kernels kernels) {
        this.kernels = kernels;
        this.scratch = kernels.newScratch();
    }

    /** How the work is cut: so many rows or tiles, and so many panels or blocks, in a call. */
    record Cut(int rows, int panels) {
        static final Cut NONE = new Cut(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** What makes the output of an input, both {@code [channels][pixels]}. */
    interface Form {
        float[] run(float[] input, Filters filters, Window window, float[] bias, float floor, Cut cut);
    }

    /** The product of the map itself for a window of one, else of gathered windows. */
    float[] direct(float[] input, Filters filters, Window window, float[] bias, float floor, Cut cut) {
        Panels panels = Panels.of(kernels, filters, store);
        int pixels = window.outPixels();
        int blocks = Blocks.count(filters.inputs());
        int depth = panels.depth() / Blocks.SIZE;
        boolean plain = window.taps() == 1 && pixels == window.inPixels();
        int band = Math.min(cut.rows, pixels);
        Memory memory = new Memory(sizeOf(input, filters, window) + depth * (band + 1) * Blocks.SIZE);
        Place map = memory.map(input, filters.inputs(), window.inPixels());
        Place out = memory.map(filters.outputs(), pixels);
        Place left = new Place(memory.take(depth * band * Blocks.SIZE), band * Blocks.SIZE);
        Finish finish = Finish.to(Blocks.count(filters.outputs()), Samples.padded(bias), floor, out);
        for (int row = 0; row < pixels; row += band) {
            int rows = Math.min(band, pixels - row);
            Place a = left;
            if (plain) {
                a = new Place(map.at(0, row), map.plane());
            } else {
                kernels.gather(memory.x, map, blocks, window, row, rows, left);
            }
            int step = Math.min(cut.panels, panels.count());
            for (int panel = 0; panel < panels.count(); panel += step) {
                int end = Math.min(panels.count(), panel + step);
                kernels.multiply(memory.x, a, rows, panels, panel, end, finish, row, scratch);
            }
        }
        return result(memory, out, filters.outputs(), pixels);
    }

    /** Winograd's form. */
    float[] winograd(Winograd form, float[] input, Filters filters, Window window, float[] bias, float floor, Cut cut) {
        Tiling tiling = new Tiling(form, window.images(), window.height(), window.width());
        Panels panels = Panels.winograd(kernels, filters, form, store);
        int pixels = tiling.outPixels();
        int blocks = Blocks.count(filters.inputs());
        int some = Math.min(cut.rows, tiling.count());
        int transformed = tiling.transformed(blocks, some);
        int products = kernels.products(tiling, some, panels);
        Memory memory = new Memory(sizeOf(input, filters, window) + transformed + products);
        Place map = memory.map(input, filters.inputs(), window.inPixels());
        Place out = memory.map(filters.outputs(), pixels);
        int v = memory.take(transformed);
        int work = memory.take(products);
        Finish finish = Finish.to(Blocks.count(filters.outputs()), Samples.padded(bias), floor, out);
        for (int tile = 0; tile < tiling.count(); tile += some) {
            int tiles = Math.min(some, tiling.count() - tile);
            Arrays.fill(memory.x, v, v + transformed, Float.NaN);
            int step = Math.min(cut.panels, blocks);
            for (int block = 0; block < blocks; block += step) {
                int end = Math.min(blocks, block + step);
                kernels.winogradInput(tiling, memory.x, map, blocks, block, end, tile, tiles, v, scratch);
            }
            step = Math.min(cut.panels, panels.count());
            for (int panel = 0; panel < panels.count(); panel += step) {
                int end = Math.min(panels.count(), panel + step);
                kernels.winogradOutput(tiling, memory.x, v, tile, tiles, panels, panel, end, work, finish, scratch);
            }
        }
        return result(memory, out, filters.outputs(), pixels);
    }

    /** The form for few channels, on an interleaved image with its border. */
    float[] stem(float[] input, Filters filters, Window window, float[] bias, float floor, Cut cut) {
        Panels panels = Panels.stem(kernels, filters, store);
        int height = (window.outHeight() - 1) * window.strideY() + window.kernelHeight();
        int width = (window.outWidth() - 1) * window.strideX() + window.kernelWidth();
        Window bordered = new Window(
                window.images(),
                height,
                width,
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideY(),
                window.strideX(),
                0,
                0,
                1,
                1,
                window.outHeight(),
                window.outWidth());
        int size = bordered.inPixels() * filters.inputs();
        Memory memory = new Memory(sizeOf(input, filters, window) + size);
        int image = memory.take(size);
        interleave(input, filters.inputs(), window, bordered, memory.x, image);
        Place out = memory.map(filters.outputs(), window.outPixels());
        Finish finish = Finish.to(Blocks.count(filters.outputs()), Samples.padded(bias), floor, out);
        int lines = window.images() * window.outHeight();
        int step = Math.min(cut.rows, lines);
        for (int line = 0; line < lines; line += step) {
            int count = Math.min(step, lines - line);
            kernels.stem(memory.x, image, filters.inputs(), bordered, line, count, panels, finish, scratch);
        }
        return result(memory, out, filters.outputs(), window.outPixels());
    }

    private static void interleave(float[] input, int channels, Window window, Window bordered, float[] x, int image) {
        for (int pixel = 0; pixel < bordered.inPixels(); pixel++) {
            int picture = pixel / (bordered.height() * bordered.width());
            int fromY = pixel / bordered.width() % bordered.height() - window.padTop();
            int fromX = pixel % bordered.width() - window.padLeft();
            boolean inside = fromY >= 0 && fromY < window.height() && fromX >= 0 && fromX < window.width();
            int from = (picture * window.height() + fromY) * window.width() + fromX;
            for (int c = 0; c < channels; c++) {
                x[image + pixel * channels + c] = inside ? input[c * window.inPixels() + from] : 0f;
            }
        }
    }

    private static int sizeOf(float[] input, Filters filters, Window window) {
        int in = Blocks.count(filters.inputs()) * window.inPixels() * Blocks.SIZE;
        int out = Blocks.count(filters.outputs()) * window.outPixels() * Blocks.SIZE;
        return Math.max(input.length, in) + out + 8 * Blocks.SLACK;
    }

    /** The output's channels; its padding lanes must be zero. */
    private static float[] result(Memory memory, Place out, int channels, int pixels) {
        for (float value : memory.padding(out, channels, pixels)) {
            if (Float.floatToRawIntBits(value) != 0) {
                throw new AssertionError("a padding lane holds " + value);
            }
        }
        return memory.values(out, channels, pixels);
    }
}
