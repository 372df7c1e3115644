package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

import java.util.Arrays;

/** Means, and the norms made from them, with the sums of the kernels. */
final class Statistics {
    private Statistics() {}

    /** {@link Kernels#globalAverage}. */
    static void average(
            Kernels kernels,
            float[] x,
            Place in,
            int firstImage,
            int images,
            int pixels,
            int fromBlock,
            int toBlock,
            Place out,
            Scratch scratch) {
        Arrays.fill(scratch.origin, 0f);
        for (int block = fromBlock; block < toBlock; block++) {
            for (int image = firstImage; image < firstImage + images; image++) {
                Arrays.fill(scratch.sums, 0);
                kernels.sums(x, in.at(block, image * pixels), pixels, scratch.origin, false, scratch.sums, scratch);
                int to = out.at(block, image);
                for (int lane = 0; lane < SIZE; lane++) {
                    x[to + lane] = (float) (scratch.sums[lane] / pixels);
                }
            }
        }
    }

    /** {@link Kernels#groupNorm}. */
    static void groupNorm(
            Kernels kernels,
            float[] x,
            Place in,
            int image,
            int pixels,
            GroupNorm norm,
            int fromBlock,
            int toBlock,
            Place out,
            Scratch scratch) {
        int group = -1;
        double mean = 0;
        double factor = 0;
        for (int block = fromBlock; block < toBlock; block++) {
            Arrays.fill(scratch.scale, 0f);
            Arrays.fill(scratch.shift, 0f);
            for (int channel = block * SIZE; channel < Math.min(norm.channels(), (block + 1) * SIZE); channel++) {
                if (channel / norm.size() != group) {
                    group = channel / norm.size();
                    mean = moment(kernels, x, in, image, pixels, norm, group, 0, false, scratch);
                    double variance = moment(kernels, x, in, image, pixels, norm, group, (float) mean, true, scratch);
                    // The origin was rounded; the correction is exact for any origin.
                    variance -= (mean - (float) mean) * (mean - (float) mean);
                    factor = 1 / Math.sqrt(variance + norm.epsilon());
                }
                double scale = norm.gamma()[channel] * factor;
                scratch.scale[channel % SIZE] = (float) scale;
                scratch.shift[channel % SIZE] = (float) (norm.beta()[channel] - mean * scale);
            }
            kernels.scale(
                    x,
                    in.at(block, image * pixels),
                    out.at(block, image * pixels),
                    pixels,
                    scratch.scale,
                    scratch.shift,
                    norm.floor(),
                    scratch);
        }
    }

    /** The mean over a group of the values less an origin, or of their squares. */
    private static double moment(
            Kernels kernels,
            float[] x,
            Place in,
            int image,
            int pixels,
            GroupNorm norm,
            int group,
            float origin,
            boolean squared,
            Scratch scratch) {
        int first = group * norm.size();
        int end = first + norm.size();
        Arrays.fill(scratch.origin, origin);
        double sum = 0;
        for (int block = first / SIZE; block * SIZE < end; block++) {
            Arrays.fill(scratch.sums, 0);
            kernels.sums(x, in.at(block, image * pixels), pixels, scratch.origin, squared, scratch.sums, scratch);
            for (int channel = Math.max(first, block * SIZE); channel < Math.min(end, (block + 1) * SIZE); channel++) {
                sum += scratch.sums[channel % SIZE];
            }
        }
        return sum / ((double) norm.size() * pixels);
    }
}
