package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Tiling;

/**
 * A 3x3 convolution in Winograd's form on a map of many tiles: each thread takes a block of tiles through all
 * three phases while they are in its cache.
 */
final class WinogradWork implements Work {
    /** Floats of transformed tiles and their products: about half of a second-level cache of 1 MiB. */
    private static final int TILE_FLOATS = 136 * 1024;

    /** The same where the weights do not stay in that cache: they pass by less often if more tiles wait for them. */
    private static final int MANY_TILE_FLOATS = 544 * 1024;

    /** Floats of weights that stay in the second-level cache beside the tiles. */
    private static final int CACHED_WEIGHTS = 256 * 1024;

    /** With fewer tiles than this the weights would pass by too often. */
    private static final int FEWEST_TILES = 14;

    /** With fewer parts than this threads would wait for each other. */
    private static final int WANTED_PARTS = 4;

    private final Kernels kernels;
    private final Tiling tiling;
    private final Place map;
    private final int blocks;
    private final Panels panels;
    private final Finish finish;
    private final Split tiles;
    private final int transformed;

    WinogradWork(Kernels kernels, Tiling tiling, Place map, int blocks, Panels panels, Finish finish) {
        this.kernels = kernels;
        this.tiling = tiling;
        this.map = map;
        this.blocks = blocks;
        this.panels = panels;
        this.finish = finish;
        this.tiles = Split.into(tiling.count(), tilesPerPart(tiling, blocks, finish.blocks(), panels), tiling.across());
        this.transformed = (tiling.transformed(blocks, tiles.longest()) + Blocks.SLACK + Blocks.SIZE - 1)
                / Blocks.SIZE
                * Blocks.SIZE;
    }

    /** Whether there are enough tiles, of so many blocks of channels before and behind. */
    static boolean isFor(Tiling tiling, int blocks, int outputBlocks) {
        int perPart = tilesPerPart(tiling, blocks, outputBlocks, TILE_FLOATS);
        long weights = (long) tiling.form().matrices() * blocks * Blocks.SIZE * outputBlocks * Blocks.SIZE;
        // Each part reads all weights: on a small map that takes longer than two phases wait.
        return perPart >= FEWEST_TILES
                && tiling.count() > (WANTED_PARTS - 1) * perPart
                && (weights <= CACHED_WEIGHTS || tiling.count() >= WinogradPhases.CHUNK);
    }

    private static int tilesPerPart(Tiling tiling, int blocks, int outputBlocks, Panels panels) {
        if (panels.size() <= CACHED_WEIGHTS) {
            return tilesPerPart(tiling, blocks, outputBlocks, TILE_FLOATS);
        }
        int rows = tiling.images() * tiling.down() / WANTED_PARTS;
        int most = Math.max(tilesPerPart(tiling, blocks, outputBlocks, TILE_FLOATS), rows * tiling.across());
        return Math.min(most, tilesPerPart(tiling, blocks, outputBlocks, MANY_TILE_FLOATS));
    }

    /** Whole rows of tiles: as many as there is room for. */
    private static int tilesPerPart(Tiling tiling, int blocks, int outputBlocks, int tileFloats) {
        int floats = tiling.form().positions() * Blocks.SIZE * (blocks + outputBlocks);
        return Math.max(1, tileFloats / floats / tiling.across()) * tiling.across();
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
