package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The mean of each channel of each image, of maps of any size. Cut by images and blocks of channels. */
final class GlobalPoolWork implements Work {
    private static final int WANTED_PARTS = 16;

    private final Kernels kernels;
    private final Place in;
    private final int blocks;
    private final int images;
    private final int pixels;
    private final Place out;
    private final @Nullable Finish finish;

    /**
     * @param pixels of one image
     * @param out where the means go, one pixel an image; those of {@code finish}, if there is one, are read from there
     */
    GlobalPoolWork(Kernels kernels, Place in, int blocks, int images, int pixels, Place out, @Nullable Finish finish) {
        this.kernels = kernels;
        this.in = in;
        this.blocks = blocks;
        this.images = images;
        this.pixels = pixels;
        this.out = out;
        this.finish = finish;
    }

    @Override
    public void bind(Call call, Regions regions) {
        float[] zeros = new float[Blocks.SIZE];
        double[][] sums = new double[call.threads()][Blocks.SIZE];
        int all = Math.multiplyExact(images, blocks);
        Split split = new Split(all, Math.min(all, WANTED_PARTS), 1);
        regions.add(split.pieces(), (part, place) -> {
            for (int i = split.from(part); i < split.from(part + 1); i++) {
                mean(call, i % blocks, i / blocks, zeros, sums[place], place);
            }
        });
    }

    private void mean(Call call, int block, int image, float[] zeros, double[] sums, int place) {
        Arrays.fill(sums, 0);
        kernels.sums(call.x, in.at(block, image * pixels), pixels, zeros, false, sums, call.scratch(place));
        int to = out.at(block, image);
        for (int lane = 0; lane < Blocks.SIZE; lane++) {
            call.x[to + lane] = (float) (sums[lane] / pixels);
        }
        if (finish != null) {
            kernels.finish(call.x, out, block, block + 1, image, 1, finish, call.scratch(place));
        }
    }
}
