package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

import java.util.Arrays;

/** An array for the kernels to work in: every float is NaN until a test puts a value there. */
final class Memory {
    final float[] x;
    private int used;

    Memory(int size) {
        this.x = new float[size];
        Arrays.fill(x, Float.NaN);
    }

    /** A piece of the array, with slack behind. */
    int take(int size) {
        int at = Blocks.align(used);
        used = at + size + Blocks.SLACK;
        if (used > x.length) {
            throw new AssertionError("the test needs " + used + " floats and has " + x.length);
        }
        return at;
    }

    /** The place of an empty map. */
    Place map(int channels, int pixels) {
        return Place.of(take(Blocks.count(channels) * pixels * SIZE), pixels);
    }

    /** The place of a map with these values, {@code [channels][pixels]}; its padding lanes are zero. */
    Place map(float[] values, int channels, int pixels) {
        Place map = map(channels, pixels);
        for (int channel = 0; channel < Blocks.count(channels) * SIZE; channel++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                x[map.at(channel / SIZE, pixel) + channel % SIZE] =
                        channel < channels ? values[channel * pixels + pixel] : 0f;
            }
        }
        return map;
    }

    /** The values of a map, {@code [channels][pixels]}. */
    float[] values(Place map, int channels, int pixels) {
        float[] values = new float[channels * pixels];
        for (int channel = 0; channel < channels; channel++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                values[channel * pixels + pixel] = x[map.at(channel / SIZE, pixel) + channel % SIZE];
            }
        }
        return values;
    }

    /** The lanes of a map beyond its channels. */
    float[] padding(Place map, int channels, int pixels) {
        int lanes = Blocks.count(channels) * SIZE;
        float[] values = new float[(lanes - channels) * pixels];
        for (int channel = channels; channel < lanes; channel++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                values[(channel - channels) * pixels + pixel] = x[map.at(channel / SIZE, pixel) + channel % SIZE];
            }
        }
        return values;
    }
}
