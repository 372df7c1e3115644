package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Window;

/**
 * A convolution of any window: the patches of a band of output pixels are gathered into the thread's own region and
 * multiplied while they are in the cache.
 */
final class PatchWork implements Work {
    /** Floats of gathered patches: a part of the second-level cache, with room for the weights that pass by. */
    private static final int BAND_FLOATS = 192 * 1024;

    private static final int TILE = 6;

    private final Kernels kernels;
    private final Place map;
    private final int blocks;
    private final Window window;
    private final Panels panels;
    private final Finish finish;
    private final Split bands;

    PatchWork(Kernels kernels, Place map, int blocks, Window window, Panels panels, Finish finish) {
        this.kernels = kernels;
        this.map = map;
        this.blocks = blocks;
        this.window = window;
        this.panels = panels;
        this.finish = finish;
        int depth = window.taps() * blocks * Blocks.SIZE;
        this.bands = Split.into(window.outPixels(), Math.max(TILE, BAND_FLOATS / depth / TILE * TILE), TILE);
    }

    @Override
    public int localSize() {
        int depth = window.taps() * blocks * Blocks.SIZE;
        return Math.addExact(Math.multiplyExact(depth, bands.longest()), Blocks.SLACK);
    }

    @Override
    public void bind(Call call, Regions regions) {
        // One place for each thread, so that running allocates nothing.
        Place[] patches = new Place[call.threads()];
        for (int i = 0; i < patches.length; i++) {
            patches[i] = Place.of(call.local(i), bands.longest());
        }
        regions.add(bands.pieces(), (part, place) -> {
            int first = bands.from(part);
            int rows = bands.count(part);
            kernels.gather(call.x, map, blocks, window, first, rows, patches[place]);
            kernels.multiply(
                    call.x, patches[place], rows, panels, 0, panels.count(), finish, first, call.scratch(place));
        });
    }
}
