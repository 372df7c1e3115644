package io.github.resnetv2.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Lets Jazzer drive the targets, one at a time: {@code JAZZER_FUZZ=1 mvn -Pfuzz test -Dtest=JazzerFuzz#onnx}. It needs a
 * dependency of its own and is compiled in that profile only. Without the variable it replays its seeds.
 *
 * <p>What it finds is fixed in the reader, and the input goes into the folder {@code fuzz} of the test resources.
 */
@Tag("fuzz")
class JazzerFuzz {
    private static final String DURATION = "10m";

    @TempDir
    static Path folder;

    /** The inputs of the target that is named as the test. */
    static final class Seeds implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context)
                throws IOException {
            String test = context.getRequiredTestMethod().getName();
            for (FuzzTarget target : FuzzTarget.values()) {
                if (target.name().replace("_", "").equalsIgnoreCase(test)) {
                    return target.inputs().stream().map(Arguments::of);
                }
            }
            throw new IllegalArgumentException("no target " + test);
        }
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void safetensors(byte[] input) {
        FuzzTarget.SAFETENSORS.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void shardIndex(byte[] input) {
        FuzzTarget.SHARD_INDEX.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void pytorchZip(byte[] input) {
        FuzzTarget.PYTORCH_ZIP.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void pytorchLegacy(byte[] input) {
        FuzzTarget.PYTORCH_LEGACY.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void onnx(byte[] input) {
        FuzzTarget.ONNX.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void npz(byte[] input) {
        FuzzTarget.NPZ.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void npy(byte[] input) {
        FuzzTarget.NPY.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void hdf5(byte[] input) {
        FuzzTarget.HDF5.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void keras(byte[] input) {
        FuzzTarget.KERAS.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void mxnet(byte[] input) {
        FuzzTarget.MXNET.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void zip(byte[] input) {
        FuzzTarget.ZIP.run(input, folder);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = DURATION)
    void description(byte[] input) {
        FuzzTarget.DESCRIPTION.run(input, folder);
    }
}
