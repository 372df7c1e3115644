package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Tiling;

/** The first phase of Winograd's form on a map of few tiles and many channels: all tiles, cut by channels. */
final class WinogradInputWork implements Work {
    private static final int BLOCKS_PER_PART = 4;

    private final Kernels kernels;
    private final Tiling tiling;
    private final Place map;
    private final int blocks;
    private final int v;
    private final Split parts;

    WinogradInputWork(Kernels kernels, Tiling tiling, Place map, int blocks, int v) {
        this.kernels = kernels;
        this.tiling = tiling;
        this.map = map;
        this.blocks = blocks;
        this.v = v;
        this.parts = Split.into(blocks, BLOCKS_PER_PART, 1);
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(
                parts.pieces(),
                (part, place) -> kernels.winogradInput(
                        tiling,
                        call.x,
                        map,
                        blocks,
                        parts.from(part),
                        parts.from(part + 1),
                        0,
                        tiling.count(),
                        v,
                        call.scratch(place)));
    }
}
