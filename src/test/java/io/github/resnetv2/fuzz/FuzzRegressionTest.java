package io.github.resnetv2.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a fuzzer starts from, and whatever one has ever found, stays harmless. */
class FuzzRegressionTest {
    @ParameterizedTest
    @EnumSource
    void knownInputsAreHarmless(FuzzTarget target, @TempDir Path folder) throws IOException {
        List<byte[]> inputs = target.inputs();
        assertFalse(inputs.isEmpty());
        for (byte[] input : inputs) {
            target.run(input, folder);
        }
    }
}
