package io.github.resnetv2.bench.threads;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.measure.RandomImages;
import io.github.resnetv2.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What many models in one process cost: the images a second that eight callers get from one model together, and from eight
 * models of the same kind with weights of their own. The two take turns.
 *
 * <p>Beside it the same with one caller, who takes the models in turn. There no thread is in the way of another; what eight
 * models cost there they cost because their weights push each other out of the caches.
 */
public final class ManyModels {
    private static final int MODELS = 8;
    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = 1_000_000_000L;
    private static final Shape IMAGE = Shape.of(1, 3, 224, 224);
    private static final int CLASSES = 1000;

    private ManyModels() {}

    /**
     * Measures and prints.
     *
     * @param arguments none
     * @throws ExecutionException if a call fails
     * @throws InterruptedException if this thread is interrupted
     */
    public static void main(String[] arguments) throws ExecutionException, InterruptedException {
        System.out.println("network            callers  1 model, images/s  8 models  ratio");
        measure("ResNet-18", 18, 64);
        measure("ResNet-18, 1/4 wide", 18, 16);
        measure("ResNet-50", 50, 64);
    }

    private static void measure(String name, int depth, int width) throws ExecutionException, InterruptedException {
        List<ResNetV2> many = new ArrayList<>();
        for (int i = 0; i < MODELS; i++) {
            many.add(ResNetV2.builder()
                    .depth(depth)
                    .width(width)
                    .classes(CLASSES)
                    .build());
        }
        List<ResNetV2> one = Collections.nCopies(MODELS, many.get(0));
        for (int callers : new int[] {MODELS, 1}) {
            ExecutorService threads = Executors.newFixedThreadPool(callers);
            try {
                imagesPerSecond(threads, callers, one);
                imagesPerSecond(threads, callers, many);
                double[] alone = new double[ROUNDS];
                double[] together = new double[ROUNDS];
                double[] ratios = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    alone[round] = imagesPerSecond(threads, callers, one);
                    together[round] = imagesPerSecond(threads, callers, many);
                    ratios[round] = together[round] / alone[round];
                }
                System.out.printf(
                        Locale.ROOT,
                        "%-19s  %5d  %17.1f  %8.1f  %5.2f%n",
                        name,
                        callers,
                        median(alone),
                        median(together),
                        median(ratios));
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Each caller has as many of the models as the others. */
    private static double imagesPerSecond(ExecutorService threads, int callers, List<ResNetV2> models)
            throws ExecutionException, InterruptedException {
        long begin = System.nanoTime();
        int each = models.size() / callers;
        List<Future<Integer>> calls = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            List<ResNetV2> own = models.subList(caller * each, (caller + 1) * each);
            calls.add(threads.submit(() -> calls(own, begin + ROUND_NANOS)));
        }
        int sum = 0;
        for (Future<Integer> future : calls) {
            sum += future.get();
        }
        return sum * 1e9 / (System.nanoTime() - begin);
    }

    private static int calls(List<ResNetV2> models, long end) {
        FloatBuffer input = FloatBuffer.wrap(RandomImages.of(IMAGE, 0));
        FloatBuffer output = FloatBuffer.allocate(CLASSES);
        int calls = 0;
        do {
            models.get(calls % models.size()).forward(input.clear(), IMAGE, output.clear());
            calls++;
        } while (System.nanoTime() < end);
        return calls;
    }
}
