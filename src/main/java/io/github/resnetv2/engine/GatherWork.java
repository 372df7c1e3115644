package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Window;

/**
 * The first half of a convolution on a small map with many channels: all patches are gathered into a buffer that all threads
 * read, so that the product can be cut by panels and each weight is read once.
 */
final class GatherWork implements Work {
    private static final int BAND = 24;

    private final Kernels kernels;
    private final Place map;
    private final int blocks;
    private final Window window;
    private final Split bands;
    private final Place[] patches;

    GatherWork(Kernels kernels, Place map, int blocks, Window window, Place patches) {
        this.kernels = kernels;
        this.map = map;
        this.blocks = blocks;
        this.window = window;
        this.bands = Split.into(window.outPixels(), BAND, 1);
        this.patches = new Place[bands.pieces()];
        for (int i = 0; i < this.patches.length; i++) {
            this.patches[i] = new Place(patches.at(0, bands.from(i)), patches.plane());
        }
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(
                bands.pieces(),
                (part, place) -> kernels.gather(
                        call.x, map, blocks, window, bands.from(part), bands.count(part), patches[part]));
    }
}
