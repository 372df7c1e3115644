package io.github.resnetv2.bench.kernel;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Filters;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Scratch;
import io.github.resnetv2.kernel.Tiling;
import io.github.resnetv2.kernel.WeightStore;
import io.github.resnetv2.kernel.Window;
import io.github.resnetv2.kernel.Winograd;
import java.util.Arrays;

/** A whole convolution with ReLU on one square map, as many channels in as out, in one form and on one thread. */
public final class Convolution {
    /** Rows of a product, or floats of tiles, that the caches hold. */
    private static final int BAND = 256;

    private static final int TILE_FLOATS = 136 * 1024;

    /** If no more tiles fit, all are taken at once, as the weights would pass by too often. */
    private static final int FEWEST_TILES = 14;

    private final Memory memory;
    private final Place out;
    private final int outputs;
    private final Runnable work;
    private final long multAdds;

    /** How a convolution is computed. */
    public enum Form {
        /** 1x1: a product of matrices. */
        POINTWISE,
        /** 3x3: what each window sees is gathered, then a product. */
        DIRECT,
        /** 3x3 in Winograd's form F(2x2). */
        F2,
        /** 3x3 in Winograd's form F(4x4). */
        F4
    }

    Convolution(Kernels kernels, Form form, int channels, int edge) {
        int pixels = edge * edge;
        int kernel = form == Form.POINTWISE ? 1 : 3;
        int weights = channels * channels * kernel * kernel;
        // Maps, and what lies between the phases: for Winograd less than nine maps of four more pixels at each side.
        memory = new Memory(32 * channels * (edge + 8) * (edge + 8) + 64 * TILE_FLOATS);
        outputs = channels * pixels;
        multAdds = (long) weights * pixels;
        Filters filters = new Filters(Memory.values(weights, 2), channels, channels, kernel, kernel, null);
        Place map = memory.image(channels, pixels);
        out = memory.map(channels, pixels);
        Finish finish = Finish.to(channels / Blocks.SIZE, Memory.values(channels, 3), 0f, out);
        Scratch scratch = kernels.newScratch();
        work = switch (form) {
            case POINTWISE, DIRECT -> product(kernels, filters, edge, map, finish, scratch);
            case F2 -> winograd(kernels, Winograd.F2, filters, edge, map, finish, scratch);
            case F4 -> winograd(kernels, Winograd.F4, filters, edge, map, finish, scratch);
        };
    }

    private Runnable product(Kernels kernels, Filters filters, int edge, Place map, Finish finish, Scratch scratch) {
        Panels panels = Panels.of(kernels, filters, new WeightStore(0));
        Window window = Window.square(1, edge, edge, filters.height(), 1, filters.height() / 2);
        int blocks = Blocks.count(filters.inputs());
        boolean plain = window.taps() == 1;
        Place gathered = new Place(memory.take(panels.depth() * (BAND + 1)), BAND * Blocks.SIZE);
        return () -> {
            for (int row = 0; row < window.outPixels(); row += BAND) {
                int rows = Math.min(BAND, window.outPixels() - row);
                Place a = plain ? new Place(map.at(0, row), map.plane()) : gathered;
                if (!plain) {
                    kernels.gather(memory.x, map, blocks, window, row, rows, gathered);
                }
                kernels.multiply(memory.x, a, rows, panels, 0, panels.count(), finish, row, scratch);
            }
        };
    }

    private Runnable winograd(
            Kernels kernels, Winograd form, Filters filters, int edge, Place map, Finish finish, Scratch scratch) {
        Panels panels = Panels.winograd(kernels, filters, form, new WeightStore(0));
        Tiling tiling = new Tiling(form, 1, edge, edge);
        int blocks = Blocks.count(filters.inputs());
        int perTile = form.positions() * 2 * filters.inputs();
        int fitting = TILE_FLOATS / perTile;
        int some = fitting < FEWEST_TILES ? tiling.count() : fitting / tiling.across() * tiling.across();
        int v = memory.take(tiling.transformed(blocks, some));
        int products = memory.take(kernels.products(tiling, some, panels));
        return () -> {
            for (int tile = 0; tile < tiling.count(); tile += some) {
                int tiles = Math.min(some, tiling.count() - tile);
                kernels.winogradInput(tiling, memory.x, map, blocks, 0, blocks, tile, tiles, v, scratch);
                kernels.winogradOutput(
                        tiling, memory.x, v, tile, tiles, panels, 0, panels.count(), products, finish, scratch);
            }
        };
    }

    void run() {
        work.run();
    }

    /** Multiplications and additions by the definition of the layer, each pair counted once. */
    long multAdds() {
        return multAdds;
    }

    float[] output() {
        return Arrays.copyOfRange(memory.x, out.offset(), out.offset() + outputs);
    }
}
