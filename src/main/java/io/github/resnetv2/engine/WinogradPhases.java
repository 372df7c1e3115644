package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Tiling;

/**
 * A 3x3 convolution in Winograd's form whose weights stay in no cache: first all tiles are transformed, cut by channels,
 * then multiplied and transformed back, cut by panels, so that each thread reads its own part of the weights once. A large batch
 * goes through in chunks of tiles.
 */
final class WinogradPhases implements Work {
    /** Tiles whose products with one panel stay in the second-level cache. Fewer would read the weights too often. */
    static final int CHUNK = 128;

    private static final int BLOCKS_PER_PART = 4;

    /** With fewer parts than this threads would wait for each other: few panels are cut by tiles, too. */
    private static final int WANTED_PARTS = 4;

    private final Kernels kernels;
    private final Tiling tiling;
    private final Place map;
    private final int blocks;
    private final int v;
    private final Panels panels;
    private final Finish finish;
    private final Split chunks;

    /**
     * @param v the index of the buffer for the transformed tiles of a chunk
     */
    WinogradPhases(Kernels kernels, Tiling tiling, Place map, int blocks, int v, Panels panels, Finish finish) {
        this.kernels = kernels;
        this.tiling = tiling;
        this.map = map;
        this.blocks = blocks;
        this.v = v;
        this.panels = panels;
        this.finish = finish;
        this.chunks = chunks(tiling);
    }

    /** The floats of the buffer for the transformed tiles of a chunk. */
    static int transformed(Tiling tiling, int blocks) {
        int tiles = chunks(tiling).longest();
        // Each piece of a chunk has matrices of its own, and they a block more than they need.
        return tiling.transformed(blocks, tiles) + (WANTED_PARTS - 1) * tiling.transformed(blocks, 0) + Blocks.SLACK;
    }

    private static Split chunks(Tiling tiling) {
        return Split.into(tiling.count(), Math.max(CHUNK, tiling.across()), tiling.across());
    }

    @Override
    public int localSize() {
        return kernels.products(tiling, chunks.longest(), panels);
    }

    @Override
    public void bind(Call call, Regions regions) {
        for (int chunk = 0; chunk < chunks.pieces(); chunk++) {
            chunk(chunks.from(chunk), chunks.count(chunk), call, regions);
        }
    }

    private void chunk(int first, int tiles, Call call, Regions regions) {
        int wanted = (WANTED_PARTS + panels.count() - 1) / panels.count();
        Split pieces = new Split(tiles, Math.min(wanted, tiles / tiling.across()), tiling.across());
        int[] at = new int[pieces.pieces()];
        at[0] = v;
        for (int i = 1; i < at.length; i++) {
            at[i] = at[i - 1] + tiling.transformed(blocks, pieces.count(i - 1));
        }
        Split inputs = Split.into(blocks, BLOCKS_PER_PART, 1);
        regions.add(inputs.pieces() * at.length, (part, place) -> {
            int piece = part % at.length;
            int input = part / at.length;
            kernels.winogradInput(
                    tiling,
                    call.x,
                    map,
                    blocks,
                    inputs.from(input),
                    inputs.from(input + 1),
                    first + pieces.from(piece),
                    pieces.count(piece),
                    at[piece],
                    call.scratch(place));
        });
        // The pieces of a panel follow each other: its weights are in the cache.
        regions.add(panels.count() * at.length, (part, place) -> {
            int piece = part % at.length;
            int panel = part / at.length;
            kernels.winogradOutput(
                    tiling,
                    call.x,
                    at[piece],
                    first + pieces.from(piece),
                    pieces.count(piece),
                    panels,
                    panel,
                    panel + 1,
                    call.local(place),
                    finish,
                    call.scratch(place));
        });
    }
}
