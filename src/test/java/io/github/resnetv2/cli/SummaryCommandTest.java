package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.model.SummaryOptions;
import io.github.resnetv2.model.SummaryOptions.Column;
import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which table is asked for; the table itself is torchinfo's and tested where it is made. */
class SummaryCommandTest {
    @Test
    void aNameMeansANewNetwork() {
        assertEquals(ResNetV2.resnet18(1000).summary(), Outcome.done("summary", "resnet18"));
        assertEquals(ResNetV2.resnet18(10).summary(), Outcome.done("summary", "--classes", 10, "resnet18"));
    }

    @Test
    void withoutANameItIsResnet50() {
        assertTrue(Outcome.done("summary", "--depth", 1).contains("Total params: 25,557,160"));
    }

    @Test
    void aFileShowsItsNetwork(@TempDir Path folder) throws IOException {
        assertEquals(SampleFiles.network().summary(), Outcome.done("summary", SampleFiles.model(folder)));
    }

    @Test
    void inputDepthAndColumnsChooseTheTable() {
        ResNetV2 model = ResNetV2.resnet18(1000);
        Shape input = Shape.of(2, 3, 64, 96);
        assertEquals(model.summary(input), Outcome.done("summary", "resnet18", "--input", "2x3x64x96"));
        assertEquals(
                model.summary(
                        input, SummaryOptions.DEFAULT.withDepth(1).withColumns(Column.MULT_ADDS, Column.INPUT_SIZE)),
                Outcome.done(
                        "summary", "resnet18", "--input=2x3x64x96", "--depth=1", "--columns=mult_adds,input_size"));
        assertEquals(
                model.summary(SummaryOptions.DEFAULT.withDepth(0).withColumns(Column.KERNEL_SIZE)),
                Outcome.done("summary", "resnet18", "--depth", 0, "--columns", "kernel_size"));
    }

    @Test
    void whatDoesNotGoTogetherIsRefused(@TempDir Path folder) throws IOException {
        assertEquals(
                "--classes: a model file has its own",
                Outcome.misuse("summary", SampleFiles.model(folder), "--classes", 5));
        assertEquals(
                "--columns: expected one of input_size, output_size, num_params, kernel_size, mult_adds,"
                        + " found 'mult_add'; did you mean mult_adds?",
                Outcome.misuse("summary", "--columns", "mult_add"));
        assertTrue(Outcome.failure("summary", "--columns", "mult_adds").contains("without an input"));
        assertTrue(Outcome.failure("summary", "--input", "1x4x64x64").contains("[1, 4, 64, 64]"));
        assertEquals("resnet51: no such file", Outcome.failure("summary", "resnet51"));
    }
}
