package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs every loop of some kernels on small data and compares the bits with those of others.
 *
 * <p>A few milliseconds, most of them in the interpreter at first use. Compilers have silently made wrong vector code before
 * (JDK-8292158, JDK-8317121).
 */
final class SelfTest {
    /** Where the results go, behind the inputs. */
    private static final int FIRST = 2 << 10;

    private static final int SECOND = FIRST + (1 << 10);

    /** Where the kernels have their working memory, behind the results. */
    private static final int WORK = SECOND + (1 << 10);

    private static final int MEMORY = WORK + (20 << 10);

    /** The columns of the widest register tile. */
    private static final int COLUMNS = 64;

    private final Kernels kernels;
    private final Scratch scratch;
    private final float[] x = new float[MEMORY];

    private SelfTest(Kernels kernels) {
        this.kernels = kernels;
        this.scratch = kernels.newScratch();
        System.arraycopy(values(FIRST), 0, x, 0, FIRST);
    }

    /** What is compared. */
    private record Part(String name, Consumer<SelfTest> work) {
        float[] run(Kernels kernels) {
            SelfTest test = new SelfTest(kernels);
            work.accept(test);
            return Arrays.copyOfRange(test.x, FIRST, WORK);
        }
    }

    private static final List<Part> PARTS = List.of(
            new Part("product", SelfTest::product),
            new Part("product that fetches", SelfTest::fetchingProduct),
            new Part("stem", SelfTest::stem),
            new Part("winograd F(4, 3)", test -> test.winograd(Winograd.F4)),
            new Part("winograd F(2, 3)", test -> test.winograd(Winograd.F2)),
            new Part("winograd F(2, 3) with stride 2", test -> test.winograd(Winograd.STRIDED)),
            new Part("finish", SelfTest::finish),
            new Part("pooling", SelfTest::pooling),
            new Part("sums", SelfTest::sums));

    /** What differs first, in words that may follow a comma, or null if nothing does. */
    static @Nullable String difference(Kernels candidate, Kernels twin) {
        for (Part part : PARTS) {
            float[] found = part.run(candidate);
            float[] expected = part.run(twin);
            int at = Arrays.mismatch(found, expected);
            if (at >= 0) {
                return "in " + part.name + ": expected " + expected[at] + ", found " + found[at];
            }
        }
        return null;
    }

    /** Numbers of both signs whose products have to be rounded. */
    private static float[] values(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (i * 31 % 61 - 30) / 7f;
        }
        return values;
    }

    private static Filters filters(int outputs, int inputs, int edge) {
        return new Filters(values(outputs * inputs * edge * edge), outputs, inputs, edge, edge, null);
    }

    /** Eleven rows and a whole panel of columns: one register tile of each height. */
    private void product() {
        int rows = 11;
        Panels panels = Panels.of(kernels, filters(COLUMNS, SIZE, 1), new WeightStore(0));
        Finish finish = Finish.to(COLUMNS / SIZE, values(COLUMNS), Finish.NO_FLOOR, Place.of(FIRST, rows));
        kernels.multiply(x, Place.of(0, rows), rows, panels, 0, panels.count(), finish, 0, scratch);
    }

    /** Six rows and a whole step of the depth, with another panel behind it to be fetched. */
    private void fetchingProduct() {
        int rows = 6;
        int blocks = 8;
        Panels panels = Panels.of(kernels, filters(2 * COLUMNS, blocks * SIZE, 1), new WeightStore(0));
        Finish finish = Finish.to(COLUMNS / SIZE, values(COLUMNS), Finish.NO_FLOOR, Place.of(FIRST, rows));
        kernels.multiply(x, Place.of(0, rows), rows, panels, 0, 1, finish, 0, scratch);
    }

    private void stem() {
        Window window = Window.square(1, 7, 17, 7, 2, 0);
        Panels panels = Panels.stem(kernels, filters(COLUMNS, 3, 7), new WeightStore(0));
        Finish finish = Finish.to(COLUMNS / SIZE, values(COLUMNS), 0f, Place.of(FIRST, window.outPixels()));
        kernels.stem(x, 0, 3, window, 0, 1, panels, finish, scratch);
    }

    private void winograd(Winograd form) {
        Tiling tiling = new Tiling(form, 1, form.outputs() * form.stride(), form.outputs() * form.stride());
        int pixels = tiling.height() * tiling.width();
        Panels panels = Panels.winograd(kernels, filters(SIZE, SIZE, 3), form, new WeightStore(0));
        Finish finish = Finish.to(1, values(SIZE), 0f, Place.of(FIRST, tiling.outPixels()));
        int products = WORK + tiling.transformed(1, 1) + Blocks.SLACK;
        kernels.winogradInput(tiling, x, Place.of(0, pixels), 1, 0, 1, 0, 1, WORK, scratch);
        kernels.winogradOutput(tiling, x, WORK, 0, 1, panels, 0, panels.count(), products, finish, scratch);
    }

    /** All combinations of a residual with the targets. */
    private void finish() {
        int pixels = 2;
        int size = pixels * SIZE;
        for (int i = 0; i < 6; i++) {
            Place first = Place.of(FIRST + i * size, pixels);
            Finish finish = Finish.to(1, values(SIZE), i % 2 == 0 ? 0f : Finish.NO_FLOOR, first);
            if (i >= 3) {
                finish = finish.adding(Place.of(size, pixels));
            }
            if (i % 3 > 0) {
                Place second = Place.of(SECOND + i * size, pixels);
                finish = finish.then(values(SIZE), values(SIZE), 0f, second, i % 3 == 1);
            }
            kernels.finish(x, Place.of(0, pixels), 0, 1, 0, pixels, finish, scratch);
        }
    }

    private void pooling() {
        Window window = Window.square(1, 5, 5, 3, 2, 1);
        Place in = Place.of(0, window.inPixels());
        Place max = Place.of(FIRST, window.outPixels());
        Place mean = Place.of(SECOND, window.outPixels());
        kernels.maxPool(x, in, window, Float.NEGATIVE_INFINITY, 0, 1, 0, 3, max, scratch);
        kernels.averagePool(x, in, window, 0, 0, 1, 0, 3, mean, scratch);
    }

    private void sums() {
        double[] sums = new double[SIZE];
        kernels.sums(x, 0, 3, values(SIZE), false, sums, scratch);
        kernels.sums(x, 0, 3, values(SIZE), true, sums, scratch);
        for (int lane = 0; lane < SIZE; lane++) {
            x[FIRST + lane] = (float) sums[lane];
        }
    }
}
