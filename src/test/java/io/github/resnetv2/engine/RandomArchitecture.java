package io.github.resnetv2.engine;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.nn.Shortcut.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Networks with any combination of switches and of awkward numbers of channels: one for each seed. */
final class RandomArchitecture {
    private static final int[] CHANNELS = {1, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65};

    /** Numbers of groups, each with numbers of channels that it divides into groups of at least two. */
    private static final int[][] GROUPED = {
        {1, 3, 15, 16, 17, 31, 33, 65}, {3, 15, 33, 63}, {8, 16, 32, 64}, {2, 16, 32, 64}, {5, 15, 65}, {16, 32, 48, 64}
    };

    private final SplittableRandom random;
    private final int groups;
    private final int[] channels;

    private RandomArchitecture(long seed) {
        random = new SplittableRandom(seed);
        if (random.nextInt(4) > 0) {
            groups = 0;
            channels = CHANNELS;
        } else {
            int[] kind = GROUPED[random.nextInt(GROUPED.length)];
            groups = kind[0];
            channels = java.util.Arrays.copyOfRange(kind, 1, kind.length);
        }
    }

    static Architecture of(long seed) {
        return new RandomArchitecture(seed).next();
    }

    private Architecture next() {
        Block block = one() ? Block.BASIC : Block.BOTTLENECK;
        Stem stem = stem();
        List<Stage> stages = new ArrayList<>();
        int input = stem.outputWidth();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            boolean projection = random.nextInt(3) > 0;
            int output = projection ? channels() : input;
            stages.add(new Stage(random.nextInt(1, 3), channels(), output, random.nextInt(1, 4), projection));
            input = output;
        }
        Sketch sketch = new Sketch(block, stem, stages.toArray(Stage[]::new))
                .inputChannels(new int[] {1, 3, 3, 3, 4, 8, 9, 20}[random.nextInt(8)])
                .classes(new int[] {0, 1, 5, 17}[random.nextInt(4)])
                .projection(one() ? Source.INPUT : Source.PREACTIVATION, one())
                .norm(new Norm(groups, 1e-5))
                // A norm of groups on the picture would need channels that the groups divide.
                .norms(new Norms(groups <= 1 && one(), one(), random.nextInt(4) > 0, one(), one()))
                .biases(new Biases(one(), one(), one(), one()));
        if (one()) {
            sketch.strideInLastBlock();
        }
        if (random.nextInt(8) == 0) {
            sketch.standardized();
        }
        return sketch.architecture();
    }

    private Stem stem() {
        int kernel = new int[] {1, 3, 3, 5, 7, 7}[random.nextInt(6)];
        List<Integer> widths = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            widths.add(channels());
        }
        StemPool pool = StemPool.values()[random.nextInt(3)];
        return new Stem(kernel, random.nextInt(1, 4), widths, one(), pool);
    }

    private int channels() {
        return channels[random.nextInt(channels.length)];
    }

    private boolean one() {
        return random.nextBoolean();
    }
}
