package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Scratch;
import io.github.resnetv2.kernel.Window;
import org.jspecify.annotations.Nullable;

/** A pooling, and the norm behind it while its rows are in the cache. Cut by output rows and by blocks of channels. */
final class PoolWork implements Work {
    private static final int WANTED_PARTS = 16;

    private final Kernels kernels;
    private final Pool pool;
    private final Place in;
    private final Window window;
    private final Place out;
    private final @Nullable Finish finish;
    private final Split rows;
    private final Split blocks;

    /** One of the pooling kernels with its switches. */
    @FunctionalInterface
    interface Pool {
        void run(
                float[] x,
                Place in,
                Window window,
                int fromBlock,
                int toBlock,
                int firstRow,
                int rows,
                Place out,
                Scratch scratch);
    }

    /**
     * @param out where the pooled values go; those of {@code finish}, if there is one, are read from there
     */
    PoolWork(Kernels kernels, Pool pool, Place in, int blocks, Window window, Place out, @Nullable Finish finish) {
        this.kernels = kernels;
        this.pool = pool;
        this.in = in;
        this.window = window;
        this.out = out;
        this.finish = finish;
        int all = window.images() * window.outHeight();
        this.rows = new Split(all, Math.min(all, WANTED_PARTS), 1);
        // A finish takes all blocks of its pixels.
        this.blocks =
                new Split(blocks, finish == null ? Math.max(1, Math.min(blocks, WANTED_PARTS / rows.pieces())) : 1, 1);
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(rows.pieces() * blocks.pieces(), (part, place) -> {
            int row = part / blocks.pieces();
            int block = part % blocks.pieces();
            Scratch scratch = call.scratch(place);
            pool.run(
                    call.x,
                    in,
                    window,
                    blocks.from(block),
                    blocks.from(block + 1),
                    rows.from(row),
                    rows.count(row),
                    out,
                    scratch);
            if (finish != null) {
                kernels.finish(
                        call.x,
                        out,
                        0,
                        blocks.size(),
                        rows.from(row) * window.outWidth(),
                        rows.count(row) * window.outWidth(),
                        finish,
                        scratch);
            }
        });
    }
}
