package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.PhotoResult.Classified;
import io.github.resnetv2.PhotoResult.Failed;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.ImageFormatException;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.image.Sizing.Fit;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.ForkedJvm;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Pictures;
import io.github.resnetv2.testing.WithoutDesktop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos in every form, one and many. */
class ClassifierTest {
    private static final ResNetV2 MODEL = ResNetV2.builder()
            .depth(18)
            .width(4)
            .classes(5)
            .smallImages()
            .seed(3)
            .build()
            .withNumerics(Numerics.EXACT);
    private static final Preprocessing CIFAR = Presets.byName("cifar10");
    private static final Classifier CLASSIFIER = Classifier.of(MODEL, CIFAR, List.of());

    @TempDir
    Path folder;

    private Path file(int seed, int width, int height) throws IOException {
        return Files.write(
                folder.resolve(seed + ".png"), Pictures.of(width, height, seed).toPng());
    }

    private List<Path> files(int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(file(i, 40 + i, 36));
        }
        return files;
    }

    @Test
    void theLimitsOfADecoderOfOnesOwnCount() throws IOException {
        Path photo = file(1, 40, 36);
        Limits few = Limits.DEFAULT.withImages(40 * 36 - 1, 1_000_000);
        Classifier strict = CLASSIFIER.withDecoder(ImageDecoder.DEFAULT.withLimits(few));
        assertThrows(ImageFormatException.class, () -> strict.classify(photo, 1));
        assertEquals(1, CLASSIFIER.classify(photo, 1).size());
    }

    @Test
    void everyFormOfThePixelsGetsTheSameAnswer() throws IOException {
        RgbImage picture = Pictures.of(40, 36, 1);
        byte[] rgb = picture.toBytes();
        int[] argb = new int[40 * 36];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0x7f000000 | picture.rgb(i % 40, i / 40);
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(rgb.length).put(rgb).flip();
        List<Prediction> expected = CLASSIFIER.classify(picture, 5);
        assertEquals(5, expected.size());
        assertEquals(expected, CLASSIFIER.classify(rgb, 40, 36, 5));
        assertEquals(expected, CLASSIFIER.classify(direct, 40, 36, 5));
        assertEquals(0, direct.remaining());
        assertEquals(expected, CLASSIFIER.classify(argb, 40, 36, 5));
        assertEquals(expected, CLASSIFIER.classify(picture.toBufferedImage(), 5));
        assertEquals(expected, CLASSIFIER.classify(new ByteArrayInputStream(picture.toPng()), 5));
        assertEquals(expected, CLASSIFIER.classify(file(1, 40, 36), 5));
        assertEquals(
                expected,
                CLASSIFIER
                        .classifyAll(List.of(Pictures.of(36, 40, 2), picture), 5)
                        .get(1));
    }

    @Test
    void pixelsThatDoNotFitTheirSizeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> CLASSIFIER.classify(new byte[3], 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> CLASSIFIER.classify(ByteBuffer.allocate(7), 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> CLASSIFIER.classify(new int[3], 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> CLASSIFIER.classify(new int[2], 2, 1, 0));
    }

    @Test
    void manyPhotosGetTheAnswersOfEachInTheirOrder() throws IOException {
        List<Path> files = files(21);
        List<PhotoResult> results = CLASSIFIER.classifyFiles(files, 2);
        assertEquals(21, results.size());
        for (int i = 0; i < 21; i++) {
            assertEquals(new Classified(files.get(i), CLASSIFIER.classify(files.get(i), 2)), results.get(i));
        }
        assertEquals(List.of(), CLASSIFIER.classifyFiles(List.of(), 2));
    }

    @Test
    void aPhotoThatFailsDoesNotKeepTheOthers() throws IOException {
        List<Path> files = files(19);
        Path missing = folder.resolve("missing.png");
        Path broken = Files.write(folder.resolve("broken.png"), new byte[] {1, 2, 3});
        files.add(0, missing);
        files.add(9, broken);
        files.add(broken);
        List<PhotoResult> results = CLASSIFIER.classifyFiles(files, 1);
        assertEquals(files, results.stream().map(PhotoResult::photo).toList());
        for (int i : new int[] {0, 9, 21}) {
            Failed failed = assertInstanceOf(Failed.class, results.get(i));
            Class<?> expected = i == 0 ? NoSuchFileException.class : ImageFormatException.class;
            assertEquals(expected, failed.reason().getClass());
        }
        assertEquals(19, results.stream().filter(Classified.class::isInstance).count());
    }

    @Test
    void photosThatAreNotResizedShareABatchWhereTheirSizesAreTheSame() throws IOException {
        Preprocessing whole = CIFAR.withSizing(CIFAR.sizing().withFit(Fit.NONE));
        Classifier classifier = Classifier.of(MODEL, whole, List.of());
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            files.add(file(i, i % 3 == 0 ? 33 : 32, 32));
        }
        List<PhotoResult> results = classifier.classifyFiles(files, 5);
        for (int i = 0; i < files.size(); i++) {
            assertEquals(new Classified(files.get(i), classifier.classify(files.get(i), 5)), results.get(i));
        }
    }

    @Test
    void aBatchBeyondTheLimitsOfTheModelIsTakenApart() throws IOException {
        Path model = folder.resolve("model.safetensors");
        MODEL.save(model);
        Limits one = Limits.DEFAULT.withCall(1, Limits.DEFAULT.arenaBytes());
        Classifier narrow = Classifier.of(ResNetV2.load(model, one).withNumerics(Numerics.EXACT), CIFAR, List.of());
        List<Path> files = files(9);
        assertEquals(CLASSIFIER.classifyFiles(files, 3), narrow.classifyFiles(files, 3));
    }

    @Test
    void aPhotoThatTheNetworkCannotTakeFailsAlone() throws IOException {
        Preprocessing whole = CIFAR.withSizing(CIFAR.sizing().withFit(Fit.NONE));
        ResNetV2 pools = ResNetV2.load(Golden.path("files/cifar-small18.safetensors"));
        Classifier classifier = Classifier.of(pools, whole, List.of());
        List<PhotoResult> results = classifier.classifyFiles(List.of(file(0, 8, 8), file(1, 32, 32)), 1);
        Failed failed = assertInstanceOf(Failed.class, results.get(0));
        assertInstanceOf(IllegalArgumentException.class, failed.reason());
        assertInstanceOf(Classified.class, results.get(1));
    }

    @Test
    void onlyAFewPhotosAreReadAheadAndNothingIsLeftWhenTheReceiverFails() throws IOException, InterruptedException {
        Path photo = file(0, 40, 36);
        AtomicInteger taken = new AtomicInteger();
        Iterable<Path> endless = () -> Collections.nCopies(1_000_000, photo).stream()
                .peek(path -> taken.incrementAndGet())
                .iterator();
        AtomicInteger received = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException("enough");
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> CLASSIFIER.classifyFiles(endless, 1, result -> {
                    if (received.incrementAndGet() == 20) {
                        throw failure;
                    }
                }));
        assertEquals(failure, thrown);
        // Three batches of 8 are received or half received, two more are read ahead.
        assertTrue(taken.get() <= 40, taken + " photos were asked for");
        assertTrue(noThreadsLeft(), "threads are left");
    }

    private static boolean noThreadsLeft() throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("resnetv2-photos"))) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return false;
    }

    @Test
    void anInterruptedCallerIsLetGo() throws IOException, InterruptedException {
        List<Path> files = files(3);
        Thread.currentThread().interrupt();
        try {
            assertThrows(CallCancelledException.class, () -> CLASSIFIER.classifyFiles(files, 1));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertTrue(noThreadsLeft(), "threads are left");
    }

    @Test
    void rawPixelsNeedNoDesktopModule() throws IOException, InterruptedException {
        Path demo = Path.of(System.getProperty("basedir", ".")).resolve("src/demo/cifar10.safetensors");
        // With the log, which has no module of its own there either.
        List<String> options = List.of("--limit-modules", "java.base", "-Dresnetv2.log=on");
        String said = ForkedJvm.run(WithoutDesktop.class, options, demo.toString());
        String expected = WithoutDesktop.answers(demo);
        assertFalse(expected.isEmpty());
        assertTrue(said.endsWith(expected), () -> expected + " expected, found " + said);
    }

    @Test
    void aHeadAndFittingLabelsAreNeeded() {
        ResNetV2 headless = ResNetV2.builder().depth(18).width(4).classes(0).build();
        assertThrows(IllegalArgumentException.class, () -> Classifier.of(headless));
        assertThrows(IllegalArgumentException.class, () -> Classifier.of(MODEL, CIFAR, List.of("a")));
    }
}
