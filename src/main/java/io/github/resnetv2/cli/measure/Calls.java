package io.github.resnetv2.cli.measure;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Calls a network again and again, each time with other images, between the same buffers. Not safe for several threads. */
public final class Calls {
    /** So many different images, or those of one call if it takes more. */
    private static final int IMAGES = 8;

    private static final int FEWEST = 5;

    private static final long LONGEST_WARM_UP_NANOS = 10_000_000_000L;

    /** So many blocks of calls in a row without a gain of so much end a warm-up. */
    private static final int PATIENCE = 3;

    private static final double GAIN = 0.01;

    private final ResNetV2 model;
    private final Shape input;
    private final @Nullable FloatBuffer[] inputs;
    private final FloatBuffer output;
    private int next;

    /**
     * Calls with made-up images.
     *
     * @param model what to call
     * @param input the shape of one call's images
     */
    public Calls(ResNetV2 model, Shape input) {
        this.model = model;
        this.input = input;
        int batch = input.size(0);
        this.inputs = new FloatBuffer[Math.max(1, IMAGES / batch)];
        Architecture architecture = model.architecture();
        int width = architecture.classes() == 0 ? architecture.featureWidth() : architecture.classes();
        this.output = FloatBuffer.wrap(new float[Math.multiplyExact(batch, width)]);
    }

    /**
     * A call with the first images.
     *
     * @return the logits, or the features of a network without a head: the same at any time
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public float[] first() {
        call(0);
        return output.array().clone();
    }

    /** A call with the next images. */
    public void next() {
        call(next);
        next = (next + 1) % inputs.length;
    }

    private void call(int number) {
        model.forward(images(number).clear(), input, output.clear());
    }

    private FloatBuffer images(int number) {
        FloatBuffer images = inputs[number];
        if (images == null) {
            images = FloatBuffer.wrap(RandomImages.of(input, number));
            inputs[number] = images;
        }
        return images;
    }

    /**
     * Calls until the time of a call is flat: until three blocks of calls in a row bring no gain, or for ten seconds.
     *
     * @param blockNanos how long a block takes, or five calls if they take longer
     * @return how many calls that were
     */
    public int warmUp(long blockNanos) {
        long begin = System.nanoTime();
        double best = Double.MAX_VALUE;
        int calls = 0;
        int sinceGain = 0;
        while (sinceGain < PATIENCE && System.nanoTime() - begin < LONGEST_WARM_UP_NANOS) {
            Latencies block = measure(blockNanos);
            calls += block.count();
            sinceGain = block.median() < (1 - GAIN) * best ? 0 : sinceGain + 1;
            best = Math.min(best, block.median());
        }
        return calls;
    }

    /**
     * Calls for a time, at least five times.
     *
     * @param nanos the time
     * @return of each call
     */
    public Latencies measure(long nanos) {
        for (int i = 0; i < inputs.length; i++) {
            images(i);
        }
        long[] times = new long[1024];
        int count = 0;
        long begin = System.nanoTime();
        long end = begin;
        while (count < FEWEST || end - begin < nanos) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            long start = System.nanoTime();
            next();
            end = System.nanoTime();
            times[count++] = end - start;
        }
        return Latencies.of(times, count);
    }
}
