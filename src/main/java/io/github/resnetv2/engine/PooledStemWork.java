package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Scratch;
import io.github.resnetv2.kernel.Window;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stem and the maximum pooling behind it: the lines that a band of pooled rows sees are made in the thread's own region and
 * pooled while they are in its cache. The line between two bands is made twice.
 */
final class PooledStemWork implements Work {
    /** Floats of the lines of a band: less than half of a second-level cache of 1 MiB. */
    private static final int BAND_FLOATS = 112 * 1024;

    /** With fewer parts than this threads would wait for each other. */
    private static final int WANTED_PARTS = 8;

    /** With fewer rows than this too many lines would be made twice. */
    private static final int FEWEST_ROWS = 4;

    private final Kernels kernels;
    private final int image;
    private final int channels;
    private final Window window;
    private final Panels panels;
    private final Function<Place, Finish> stemFinish;
    private final int blocks;
    private final Window pooling;
    private final float border;
    private final Place out;
    private final @Nullable Finish finish;
    private final Split rows;

    /**
     * @param window of the convolution, over the bordered image
     * @param stemFinish what becomes of the convolution's sums, given a place
     * @param pooling of what the convolution makes
     * @param out where the pooled values go; those of {@code finish}, if there is one, are read from there
     */
    PooledStemWork(
            Kernels kernels,
            int image,
            int channels,
            Window window,
            Panels panels,
            Function<Place, Finish> stemFinish,
            int blocks,
            Window pooling,
            float border,
            Place out,
            @Nullable Finish finish) {
        this.kernels = kernels;
        this.image = image;
        this.channels = channels;
        this.window = window;
        this.panels = panels;
        this.stemFinish = stemFinish;
        this.blocks = blocks;
        this.pooling = pooling;
        this.border = border;
        this.out = out;
        this.finish = finish;
        int all = pooling.images() * pooling.outHeight();
        long fitting = BAND_FLOATS / ((long) pooling.strideY() * pooling.width() * blocks * Blocks.SIZE);
        int wanted = Math.max(FEWEST_ROWS, pooling.outHeight() / WANTED_PARTS);
        this.rows = Split.into(all, (int) Math.max(1, Math.min(fitting, wanted)), 1);
    }

    @Override
    public int localSize() {
        int pixels = Math.multiplyExact(mostLines(), pooling.width());
        return Math.addExact(Math.multiplyExact(pixels, blocks * Blocks.SIZE), Blocks.SLACK);
    }

    @Override
    public void bind(Call call, Regions regions) {
        // The places of every part in every thread's region, so that running allocates nothing.
        Place[][] lines = new Place[call.threads()][rows.pieces()];
        Finish[][] finishes = new Finish[call.threads()][rows.pieces()];
        int plane = mostLines() * pooling.width() * Blocks.SIZE;
        for (int i = 0; i < lines.length; i++) {
            for (int part = 0; part < rows.pieces(); part++) {
                // Lines are counted from the first of all images.
                int first = firstLine(part) * pooling.width() * Blocks.SIZE;
                lines[i][part] = new Place(call.local(i) - first, plane);
                finishes[i][part] = stemFinish.apply(lines[i][part]);
            }
        }
        regions.add(rows.pieces(), (part, place) -> {
            int row = rows.from(part);
            int count = rows.count(part);
            int line = firstLine(part);
            Scratch scratch = call.scratch(place);
            kernels.stem(
                    call.x,
                    image,
                    channels,
                    window,
                    line,
                    endLine(part) - line,
                    panels,
                    finishes[place][part],
                    scratch);
            kernels.maxPool(call.x, lines[place][part], pooling, border, 0, blocks, row, count, out, scratch);
            if (finish != null) {
                int width = pooling.outWidth();
                kernels.finish(call.x, out, 0, blocks, row * width, count * width, finish, scratch);
            }
        });
    }

    private int mostLines() {
        int most = 0;
        for (int part = 0; part < rows.pieces(); part++) {
            most = Math.max(most, endLine(part) - firstLine(part));
        }
        return most;
    }

    /** The first line that the rows of a part see, counted over all images. */
    private int firstLine(int part) {
        int row = rows.from(part);
        int y = row % pooling.outHeight() * pooling.strideY() - pooling.padTop();
        return row / pooling.outHeight() * pooling.height() + Math.max(0, y);
    }

    /** The line behind the last that the rows of a part see. */
    private int endLine(int part) {
        int row = rows.from(part) + rows.count(part) - 1;
        int reach = (pooling.kernelHeight() - 1) * pooling.dilationY();
        int y = row % pooling.outHeight() * pooling.strideY() - pooling.padTop() + reach + 1;
        return row / pooling.outHeight() * pooling.height() + Math.min(pooling.height(), y);
    }
}
