package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Tiling;

/**
 * A 3x3 convolution of stride 1 in Winograd's form on a map of few tiles and many channels: first all tiles are transformed,
 * cut by channels, then multiplied and transformed back, cut by panels, so that each thread reads its own part of the
 * weights once. A large batch goes through in chunks of tiles.
 */
final class WinogradPhases implements Work {
    /** Tiles whose products with one panel stay in the second-level cache. */
    private static final int CHUNK = 128;

    private static final int BLOCKS_PER_PART = 4;

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

    /** How many tiles the longest chunk has. */
    static int chunk(Tiling tiling) {
        return chunks(tiling).longest();
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
        Split inputs = Split.into(blocks, BLOCKS_PER_PART, 1);
        for (int chunk = 0; chunk < chunks.pieces(); chunk++) {
            int first = chunks.from(chunk);
            int tiles = chunks.count(chunk);
            regions.add(
                    inputs.pieces(),
                    (part, place) -> kernels.winogradInput(
                            tiling,
                            call.x,
                            map,
                            blocks,
                            inputs.from(part),
                            inputs.from(part + 1),
                            first,
                            tiles,
                            v,
                            call.scratch(place)));
            regions.add(
                    panels.count(),
                    (part, place) -> kernels.winogradOutput(
                            tiling,
                            call.x,
                            v,
                            first,
                            tiles,
                            panels,
                            part,
                            part + 1,
                            call.local(place),
                            finish,
                            call.scratch(place)));
        }
    }
}
