package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;

/** A norm, a ReLU or an addition that no other step could take along. */
final class FinishWork implements Work {
    private static final int PIXELS = 1024;

    private final Kernels kernels;
    private final Place map;
    private final int blocks;
    private final Finish finish;
    private final Split pixels;

    FinishWork(Kernels kernels, Place map, int blocks, int pixels, Finish finish) {
        this.kernels = kernels;
        this.map = map;
        this.blocks = blocks;
        this.finish = finish;
        this.pixels = Split.into(pixels, PIXELS, 1);
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(
                pixels.pieces(),
                (part, place) -> kernels.finish(
                        call.x, map, 0, blocks, pixels.from(part), pixels.count(part), finish, call.scratch(place)));
    }
}
