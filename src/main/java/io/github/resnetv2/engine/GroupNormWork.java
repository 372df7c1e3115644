package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.nn.GroupNorm;
import java.util.Arrays;

/**
 * Group normalisation in three regions: sums, squared differences from the mean, and the values. Each part is one block of
 * sixteen channels of one image; a group may share a block with others or span several.
 */
final class GroupNormWork implements Work {
    /** Of one part: two arrays of doubles and three of floats, a finish and two places, and what points to them. */
    private static final int STATISTICS_BYTES =
            Blocks.SIZE * (2 * Double.BYTES + 3 * Float.BYTES) + 5 * 16 + 56 + 2 * 24 + 5 * 4;

    private final Kernels kernels;
    private final float[] gamma;
    private final float[] beta;
    private final double epsilon;
    private final Place in;
    private final Place out;
    private final float floor;
    private final int images;
    private final int pixels;
    private final int channels;
    private final int blocks;
    private final int perGroup;

    /**
     * @param pixels of one image
     * @param floor 0 for a ReLU behind the norm, {@link Finish#NO_FLOOR} for none
     */
    GroupNormWork(Kernels kernels, GroupNorm norm, Place in, Place out, float floor, int images, int pixels) {
        this.kernels = kernels;
        this.gamma = norm.weight().toArray();
        this.beta = norm.bias().toArray();
        this.epsilon = norm.epsilon();
        this.in = in;
        this.out = out;
        this.floor = floor;
        this.images = images;
        this.pixels = pixels;
        this.channels = gamma.length;
        this.blocks = Blocks.count(channels);
        this.perGroup = channels / norm.groups();
    }

    @Override
    public long boundBytes() {
        return (long) images * blocks * STATISTICS_BYTES;
    }

    @Override
    public void bind(Call call, Regions regions) {
        Statistics statistics = new Statistics(call);
        regions.add(images * blocks, (part, place) -> statistics.sum(part, place));
        regions.add(images * blocks, (part, place) -> statistics.squares(part, place));
        regions.add(images * blocks, (part, place) -> statistics.write(part, place));
    }

    /** The sums of one call: one for each part and lane. */
    private final class Statistics {
        private final Call call;
        private final double[][] sums = new double[images * blocks][Blocks.SIZE];
        private final double[][] squares = new double[images * blocks][Blocks.SIZE];
        private final float[][] origins = new float[images * blocks][Blocks.SIZE];

        // Each block is seen as a map of its own, with arrays that are filled anew in every call.
        private final Place[] sources = new Place[images * blocks];
        private final Finish[] finishes = new Finish[images * blocks];

        Statistics(Call call) {
            this.call = call;
            float[] zeros = new float[Blocks.SIZE];
            for (int part = 0; part < finishes.length; part++) {
                sources[part] = new Place(in.at(part % blocks, 0), in.plane());
                Place target = new Place(out.at(part % blocks, 0), out.plane());
                finishes[part] = new Finish(
                        1,
                        zeros,
                        null,
                        Finish.NO_FLOOR,
                        null,
                        new float[Blocks.SIZE],
                        new float[Blocks.SIZE],
                        floor,
                        target);
            }
        }

        void sum(int part, int place) {
            Arrays.fill(sums[part], 0);
            kernels.sums(call.x, first(part), pixels, origins[part], false, sums[part], call.scratch(place));
        }

        /** Differences are taken from the mean rounded to a float; what the rounding moves is put right below. */
        void squares(int part, int place) {
            float[] origin = origins[part];
            for (int lane = 0; lane < lanes(part); lane++) {
                origin[lane] = (float) mean(part, lane);
            }
            Arrays.fill(squares[part], 0);
            kernels.sums(call.x, first(part), pixels, origin, true, squares[part], call.scratch(place));
            Arrays.fill(origin, 0);
        }

        void write(int part, int place) {
            Finish finish = finishes[part];
            for (int lane = 0; lane < lanes(part); lane++) {
                int channel = part % blocks * Blocks.SIZE + lane;
                double mean = mean(part, lane);
                double rounding = (float) mean - mean;
                double variance = total(squares, part, lane) / ((double) perGroup * pixels) - rounding * rounding;
                double scale = gamma[channel] / Math.sqrt(Math.max(0, variance) + epsilon);
                finish.scale()[lane] = (float) scale;
                finish.shift()[lane] = (float) (beta[channel] - mean * scale);
            }
            kernels.finish(call.x, sources[part], 0, 1, part / blocks * pixels, pixels, finish, call.scratch(place));
        }

        private int lanes(int part) {
            return Math.min(Blocks.SIZE, channels - part % blocks * Blocks.SIZE);
        }

        private int first(int part) {
            return in.at(part % blocks, part / blocks * pixels);
        }

        private double mean(int part, int lane) {
            return total(sums, part, lane) / ((double) perGroup * pixels);
        }

        /** The sum over all channels of the group that a lane belongs to. */
        private double total(double[][] perLane, int part, int lane) {
            int channel = part % blocks * Blocks.SIZE + lane;
            int firstPart = part / blocks * blocks;
            int from = channel / perGroup * perGroup;
            double total = 0;
            for (int c = from; c < from + perGroup; c++) {
                total += perLane[firstPart + c / Blocks.SIZE][c % Blocks.SIZE];
            }
            return total;
        }
    }
}
