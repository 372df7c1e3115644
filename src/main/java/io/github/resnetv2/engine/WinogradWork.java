package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Tiling;

/**
 * A 3x3 convolution of stride 1 in Winograd's form on a map of many tiles: each thread takes a block of tiles through all
 * three phases while they are in its cache.
 */
final class WinogradWork implements Work {
    private final Kernels kernels;
    private final Tiling tiling;
    private final Place map;
    private final int blocks;
    private final Panels panels;
    private final Finish finish;
    private final Split tiles;
    private final int transformed;

    WinogradWork(
            Kernels kernels, Tiling tiling, Place map, int blocks, Panels panels, Finish finish, int tilesPerPart) {
        this.kernels = kernels;
        this.tiling = tiling;
        this.map = map;
        this.blocks = blocks;
        this.panels = panels;
        this.finish = finish;
        this.tiles = Split.into(tiling.count(), tilesPerPart, Math.min(tilesPerPart, tiling.across()));
        this.transformed = (tiling.transformed(blocks, tiles.longest()) + Blocks.SLACK + Blocks.SIZE - 1)
                / Blocks.SIZE
                * Blocks.SIZE;
    }

    @Override
    public int localSize() {
        return transformed + kernels.products(tiling, tiles.longest(), panels);
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(tiles.pieces(), (part, place) -> {
            int first = tiles.from(part);
            int count = tiles.count(part);
            int v = call.local(place);
            kernels.winogradInput(tiling, call.x, map, blocks, 0, blocks, first, count, v, call.scratch(place));
            kernels.winogradOutput(
                    tiling,
                    call.x,
                    v,
                    first,
                    count,
                    panels,
                    0,
                    panels.count(),
                    v + transformed,
                    finish,
                    call.scratch(place));
        });
    }
}
