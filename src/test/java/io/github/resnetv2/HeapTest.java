package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.ForkedJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What networks take from the heap, and what happens when it has no more; in virtual machines with small heaps. */
class HeapTest {
    @TempDir
    Path folder;

    private static final List<String> VECTORS =
            List.of("-Xmx1g", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector");

    /**
     * The estimate, against the heap after collections before and after: within 10 %. A network of 64 channels and one of
     * group norms, whose statistics count; maps of two sizes, a batch. By a collector that does not round arrays up, as G1
     * does with those of more than half a region.
     */
    @ParameterizedTest
    @CsvSource({"18, batch, 1, 224", "18, batch, 8, 96", "50, batch, 2, 160", "26, group, 2, 160", "18, batch, 1, 448"})
    void theEstimateIsWhatIsTaken(String depth, String norm, String batch, String side)
            throws IOException, InterruptedException {
        String[] said = ForkedJvm.run(Estimate.class, VECTORS, depth, norm, batch, side)
                .strip()
                .split(" ");
        long estimated = Long.parseLong(said[0]);
        long taken = Long.parseLong(said[1]);
        assertEquals(1, (double) estimated / taken, 0.1, "estimated " + estimated + ", taken " + taken);
    }

    static final class Estimate {
        private Estimate() {}

        public static void main(String[] args) {
            // Classes, the compiler's leavings: a small network has had them before.
            new Estimate().small();
            long before = used();
            ResNetV2 model = model(Integer.parseInt(args[0]), args[1].equals("group"));
            int side = Integer.parseInt(args[3]);
            Tensor x = Tensor.zeros(Shape.of(Integer.parseInt(args[2]), 3, side, side));
            float[] logits = model.forward(x).toArray();
            long taken = used() - before - x.shape().elements() * Float.BYTES;
            System.out.println(model.memoryEstimate(x.shape()).totalBytes() + " " + taken + " " + logits.length);
        }

        private void small() {
            ResNetV2.builder().depth(18).width(4).classes(3).build().forward(Tensor.zeros(Shape.of(1, 3, 40, 40)));
        }

        private static ResNetV2 model(int depth, boolean groups) {
            if (!groups) {
                return ResNetV2.builder().depth(depth).build();
            }
            Architecture plain = Architecture.reference(
                    Architecture.Block.BOTTLENECK, List.of(2, 2, 2, 2), 64, 3, 1000, Architecture.imageNetStem(64));
            Architecture grouped = new Architecture(
                    plain.inputChannels(),
                    plain.classes(),
                    plain.stem(),
                    plain.block(),
                    plain.stages(),
                    plain.strideInLastBlock(),
                    plain.projection(),
                    new Architecture.Norm(32, 1e-5),
                    plain.norms(),
                    plain.biases(),
                    plain.weightStandardization(),
                    plain.pool());
            return ResNetV2.initial(grouped, 1);
        }
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Whatever cannot be had in the middle of a call or of making a plan, the model works on. */
    @Test
    void outOfMemoryLeavesTheModelUsable() throws IOException, InterruptedException {
        String said = ForkedJvm.run(Starved.class, List.of("-Xmx48m"));
        assertTrue(said.startsWith("ok "), said);
    }

    static final class Starved {
        private Starved() {}

        public static void main(String[] args) {
            int failures = 0;
            for (int threads = 1; threads <= 2; threads++) {
                ResNetV2 model = ResNetV2.builder()
                        .depth(18)
                        .width(16)
                        .classes(3)
                        .build()
                        .withThreads(threads);
                Tensor x = Tensor.zeros(Shape.of(1, 3, 64, 64));
                float[] expected = model.forward(x).toArray();
                // An arena that the heap cannot hold, though the limit would allow it.
                failures += failures(model, 1, 2000);
                require(expected, model, x);
                List<byte[]> ballast = new ArrayList<>();
                for (int free = 0; free < 40; free++) {
                    fill(ballast);
                    for (int i = 0; i < free && !ballast.isEmpty(); i++) {
                        ballast.remove(ballast.size() - 1);
                    }
                    failures += failures(model, 1, 65 + free);
                    ballast.clear();
                    require(expected, model, x);
                }
            }
            System.out.println((failures >= 20 ? "ok " : "too few: ") + failures);
        }

        private static void fill(List<byte[]> ballast) {
            try {
                while (true) {
                    ballast.add(new byte[1 << 16]);
                }
            } catch (OutOfMemoryError e) {
                // Full, as wanted.
            }
        }

        /** A new shape: plan, arena, result. */
        private static int failures(ResNetV2 model, int batch, int side) {
            try {
                model.forward(Tensor.zeros(Shape.of(batch, 3, side, side)));
                return 0;
            } catch (OutOfMemoryError e) {
                return 1;
            }
        }

        private static void require(float[] expected, ResNetV2 model, Tensor x) {
            if (!Arrays.equals(expected, model.forward(x).toArray())) {
                throw new IllegalStateException("other bits");
            }
        }
    }

    /** Arenas that were given back are no reason to run out of memory. */
    @Test
    void idleArenasMakeRoom() throws IOException, InterruptedException {
        assertEquals("ok", ForkedJvm.run(Roomy.class, List.of("-Xmx96m")).strip());
    }

    static final class Roomy {
        private Roomy() {}

        public static void main(String[] args) {
            ResNetV2 model = ResNetV2.builder().depth(18).width(16).classes(3).build();
            long arenas = 0;
            for (int side = 440; side < 456; side++) {
                Shape shape = Shape.of(1, 3, side, side);
                arenas += model.memoryEstimate(shape).arenaBytes();
                model.forward(Tensor.zeros(shape));
            }
            if (arenas < 100_000_000) {
                throw new IllegalStateException("these would fit: " + arenas);
            }
            byte[] large = new byte[60_000_000];
            System.out.println(large.length == 60_000_000 ? "ok" : "");
        }
    }

    @Tag("slow")
    @Test
    void aThousandModelsLeaveNothingBehind() throws IOException, InterruptedException {
        Path file = folder.resolve("model.safetensors");
        ResNetV2.builder().depth(18).width(8).classes(10).build().save(file);
        System.out.print(ForkedJvm.run(Cycles.class, FLAT, file.toString()));
    }

    @Tag("slow")
    @Test
    void aHundredThousandCallsLeaveNothingBehind() throws IOException, InterruptedException {
        System.out.print(ForkedJvm.run(ManyCalls.class, FLAT));
    }

    /** The heap stands in memory from the beginning, so that what grows is something else. */
    private static final List<String> FLAT = List.of(
            "-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector");

    static final class Cycles {
        private Cycles() {}

        public static void main(String[] args) throws IOException {
            Tensor x = Tensor.zeros(Shape.of(1, 3, 32, 32));
            Growth growth = new Growth();
            for (int i = 1; i <= 1000; i++) {
                ResNetV2.load(Path.of(args[0])).withThreads(2).forward(x);
                if (i == 300) {
                    growth.begin();
                }
            }
            growth.end("1,000 models");
        }
    }

    static final class ManyCalls {
        private ManyCalls() {}

        public static void main(String[] args) throws IOException {
            ResNetV2 model =
                    ResNetV2.builder().depth(18).width(2).classes(3).build().withThreads(2);
            Tensor x = Tensor.zeros(Shape.of(1, 3, 16, 16));
            FloatBuffer in = FloatBuffer.wrap(x.toArray());
            FloatBuffer out = FloatBuffer.allocate(3);
            Growth growth = new Growth();
            for (int i = 1; i <= 100_000; i++) {
                if (i % 2 == 0) {
                    model.forward(x);
                } else {
                    model.forward(in.clear(), x.shape(), out.clear());
                }
                if (i == 30_000) {
                    growth.begin();
                }
            }
            growth.end("100,000 calls");
        }
    }

    /** Heap after a collection and resident memory, from a point where everything is compiled to the end. */
    private static final class Growth {
        private long heap;
        private long resident;

        void begin() throws IOException {
            heap = used();
            resident = resident();
        }

        void end(String what) throws IOException {
            long heapNow = used();
            long residentNow = resident();
            System.out.printf(
                    "%s: heap %.1f -> %.1f MB, resident %.1f -> %.1f MB%n",
                    what, heap / 1e6, heapNow / 1e6, resident / 1e6, residentNow / 1e6);
            if (heapNow > heap + 1_000_000 || residentNow > resident * 1.1) {
                throw new IllegalStateException("it grows");
            }
        }

        /** 0 where the system does not tell. */
        private static long resident() throws IOException {
            Path status = Path.of("/proc/self/status");
            if (!Files.isReadable(status)) {
                return 0;
            }
            return Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    * 1024;
        }
    }
}
