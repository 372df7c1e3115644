package io.github.resnetv2.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.SummaryOptions.Column;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Architectures;
import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables against torchinfo 1.8.0's, character for character. */
class SummaryTest {
    private static final SummaryOptions ALL = new SummaryOptions(
            4, List.of(Column.INPUT_SIZE, Column.OUTPUT_SIZE, Column.NUM_PARAMS, Column.KERNEL_SIZE, Column.MULT_ADDS));
    private static final Shape PICTURE = Shape.of(1, 3, 224, 224);
    private static final Shape SMALL_PICTURES = Shape.of(2, 3, 37, 41);

    private static Network hollow(Architecture architecture) {
        return Network.assemble(architecture, parameter -> Tensor.full(parameter.shape(), 0));
    }

    private static Network reference(int depth) {
        return hollow(Architecture.reference(depth, 1000));
    }

    private static Network small() {
        return hollow(Architecture.reference(Block.BOTTLENECK, List.of(1, 2), 4, 3, 10, Architecture.imageNetStem(4)));
    }

    /** That version of torchinfo prints the names of an enum where it means units. */
    private static String torchinfo(String label) throws IOException {
        return Files.readString(Golden.path("summary/torchinfo-" + label + ".txt"))
                .replace("Units.MEGABYTES", "M")
                .replace("Units.GIGABYTES", "G")
                .replace("Units.TERABYTES", "T");
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 34, 50, 101, 152})
    void withoutAnInputEqualsTorchinfo(int depth) throws IOException {
        assertEquals(torchinfo("" + depth), Summary.of(reference(depth)));
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 34, 50, 101, 152})
    void withAnInputEqualsTorchinfo(int depth) throws IOException {
        assertEquals(torchinfo(depth + "-1x3x224x224"), Summary.of(reference(depth), PICTURE, SummaryOptions.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 34, 50, 101, 152})
    void withEveryColumnEqualsTorchinfo(int depth) throws IOException {
        assertEquals(
                torchinfo(depth + "-all-8x3x224x224"), Summary.of(reference(depth), Shape.of(8, 3, 224, 224), ALL));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void atEveryDepthEqualsTorchinfo(int depth) throws IOException {
        String label = "small-depth" + depth;
        assertEquals(torchinfo(label), Summary.of(small(), SMALL_PICTURES, SummaryOptions.DEFAULT.withDepth(depth)));
        assertEquals(torchinfo(label + "-all"), Summary.of(small(), SMALL_PICTURES, ALL.withDepth(depth)));
        SummaryOptions withoutInput = new SummaryOptions(depth, List.of(Column.NUM_PARAMS));
        assertEquals(torchinfo(label + "-no-input"), Summary.of(small(), withoutInput));
    }

    @Test
    void columnsStandInTheOrderAskedFor() throws IOException {
        assertEquals(
                torchinfo("small-mult_adds-kernel_size"),
                Summary.of(
                        small(),
                        SMALL_PICTURES,
                        SummaryOptions.DEFAULT.withColumns(Column.MULT_ADDS, Column.KERNEL_SIZE)));
        assertEquals(
                torchinfo("small-num_params"),
                Summary.of(small(), SMALL_PICTURES, SummaryOptions.DEFAULT.withColumns(Column.NUM_PARAMS)));
        assertEquals(
                torchinfo("small-kernel_size-no-input"),
                Summary.of(small(), SummaryOptions.DEFAULT.withColumns(Column.KERNEL_SIZE, Column.NUM_PARAMS)));
    }

    /** The number in torchinfo's row of the whole network. */
    @Test
    void theOperationsCanBeHadAsANumber() {
        assertEquals(708_028, Summary.multAdds(small(), SMALL_PICTURES));
    }

    @Test
    void largeNumbersHaveTorchinfosUnits() throws IOException {
        assertEquals(
                torchinfo("50-tera"),
                Summary.of(reference(50), Shape.of(512, 3, 224, 224), SummaryOptions.DEFAULT.withDepth(0)));
    }

    @Test
    void describesTheOtherFamiliesAndANetworkWithoutAHead() {
        for (String name : List.of("resnetv2_18d", "resnetv2_50x1_bit", "resnet18_v2", "ResNet50V2")) {
            String text = Summary.of(hollow(Architectures.of(name, 0)), PICTURE, SummaryOptions.DEFAULT);
            assertTrue(text.contains("AdaptiveAvgPool2d: 1-"), name);
            assertTrue(text.contains("Total mult-adds (G): "), name);
            assertTrue(!text.contains("Linear"), name);
        }
    }

    @Test
    void countsAnInputThatNoMemoryCouldHold() {
        String text = Summary.of(small(), Shape.of(1 << 20, 3, 1 << 10, 1 << 10), SummaryOptions.DEFAULT);
        assertTrue(text.contains("[1048576, 4, 512, 512]"), text);
        assertTrue(text.contains("Input size (MB): 13194139.53\n"), text);
    }

    @Test
    void refusesAnInputWhoseOperationsNoNumberCounts() {
        Shape input = Shape.of(Integer.MAX_VALUE, 3, 4000, 4000);
        assertEquals(
                "input " + input + ": more operations than a long can count",
                assertThrows(IllegalArgumentException.class, () -> Summary.of(reference(18), input, ALL))
                        .getMessage());
        assertEquals(
                "input " + input + ": more operations than a long can count",
                assertThrows(IllegalArgumentException.class, () -> Summary.multAdds(reference(18), input))
                        .getMessage());
    }

    @Test
    void refusesAnInputThatDoesNotFitNamingTheLayer() {
        assertEquals(
                "conv1: conv2d: expected input [N, 3, H, W] with N at least 1, found [1, 4, 224, 224]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Summary.of(reference(18), Shape.of(1, 4, 224, 224), SummaryOptions.DEFAULT))
                        .getMessage());
    }

    @Test
    void refusesColumnsThatNeedAnInputWhereThereIsNone() {
        assertEquals(
                "column: expected num_params or kernel_size without an input, found output_size",
                assertThrows(IllegalArgumentException.class, () -> Summary.of(small(), SummaryOptions.DEFAULT))
                        .getMessage());
    }

    @Test
    void columnsAreKnownByTorchinfosNames() {
        for (Column column : Column.values()) {
            assertEquals(column, Column.named(column.toString()));
        }
        assertEquals(Column.MULT_ADDS, Column.named("mult_adds"));
        assertEquals(
                "column: expected one of input_size, output_size, num_params, kernel_size, mult_adds, found params",
                assertThrows(IllegalArgumentException.class, () -> Column.named("params"))
                        .getMessage());
    }

    @Test
    void refusesANegativeDepth() {
        assertEquals(
                "summary depth: expected 0 or more, found -1",
                assertThrows(IllegalArgumentException.class, () -> SummaryOptions.DEFAULT.withDepth(-1))
                        .getMessage());
    }
}
