package io.github.resnetv2.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.testing.ForkedJvm;
import io.github.resnetv2.weights.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loading a file takes little more memory than the weights it holds: a virtual machine of its own, whose heap is 1.3
 * times the weights and 64 MB, loads a ResNet-50.
 */
class LoadMemoryTest {
    private static final long SLACK_BYTES = 64_000_000;

    private final ResNetV2 network = ResNetV2.resnet50(1000);

    @TempDir
    Path folder;

    /** What the other virtual machine runs. */
    static final class Load {
        private Load() {}

        public static void main(String[] arguments) throws IOException {
            ResNetV2 loaded = ResNetV2.load(Path.of(arguments[0]));
            System.out.print(loaded.architecture().parameterCount());
        }
    }

    @Test
    void safetensorsNeedsLittleMoreThanItsWeights() throws IOException, InterruptedException {
        Path file = folder.resolve("network.safetensors");
        network.save(file);
        loadInLittleMemory(file);
    }

    @Tag("slow")
    @Test
    void npzNeedsLittleMoreThanItsWeights() throws IOException, InterruptedException {
        Path file = folder.resolve("network.npz");
        Path array = folder.resolve("array.npy");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Entry entry : network.stateDict().entries()) {
                Checkpoints.saveArray(array, entry.toTensor());
                store(zip, entry.name() + ".npy", Files.readAllBytes(array));
            }
        }
        loadInLittleMemory(file);
    }

    /** As NumPy's {@code savez} does it. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry member = new ZipEntry(name);
        member.setMethod(ZipEntry.STORED);
        member.setSize(content.length);
        member.setCrc(crc.getValue());
        zip.putNextEntry(member);
        zip.write(content);
        zip.closeEntry();
    }

    private void loadInLittleMemory(Path file) throws IOException, InterruptedException {
        long parameters = network.architecture().parameterCount();
        long heap = parameters * Float.BYTES * 13 / 10 + SLACK_BYTES;
        String said = ForkedJvm.run(Load.class, List.of("-Xmx" + heap / 1024 + "k"), file.toString());
        assertTrue(said.endsWith(Long.toString(parameters)), said);
    }
}
