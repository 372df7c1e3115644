package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.Presets;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tensor that is written is the one a classifier feeds. */
class PreprocessCommandTest {
    @TempDir
    private Path folder;

    private Path photo;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        photo = SampleFiles.photo(folder);
        out = folder.resolve("x.npy");
    }

    private static void assertTensor(Preprocessing preprocessing, Path file) throws IOException {
        Tensor expected = preprocessing.apply(SampleFiles.picture());
        Tensor found = TensorFile.read(file, Optional.empty());
        assertEquals(expected.shape(), found.shape());
        assertArrayEquals(expected.toArray(), found.toArray());
    }

    @Test
    void aPresetPreparesThePhoto() throws IOException {
        Preprocessing preset = Presets.byName("torchvision-imagenet");
        assertEquals(
                photo + ", 40 x 36: " + preset + "\ninput [1, 3, 224, 224] -> " + out + "\n",
                Outcome.done("preprocess", "--preset", "torchvision-imagenet", "--output", out, photo));
        assertTensor(preset, out);
    }

    @Test
    void aModelPreparesThePhotoAsItsFileSays() throws IOException {
        Outcome.done("preprocess", "--model", SampleFiles.model(folder), "--output", out, photo);
        assertTensor(Presets.byName("cifar10"), out);
    }

    @Test
    void thePictureIsWhatTheNetworkSees() throws IOException {
        Path png = folder.resolve("seen.png");
        Outcome.done("preprocess", "--preset", "cifar10", "--output", out, "--png", png, photo);
        assertEquals(Presets.byName("cifar10").sizing().apply(SampleFiles.picture()), ImageDecoder.DEFAULT.decode(png));
    }

    @Test
    void theListShowsEveryPreset() {
        String text = Outcome.done("preprocess", "--list");
        Presets.all().keySet().forEach(name -> assertTrue(text.contains("\n" + name + " "), name));
        assertTrue(text.lines().allMatch(line -> line.length() <= 80));
    }

    @Test
    void aPhotoThatIsNoneIsAFailure() throws IOException {
        Path text = SampleFiles.lines(folder, "not a picture");
        assertTrue(Outcome.failure("preprocess", "--preset", "bit", "--output", out, text)
                .startsWith(text + ": "));
    }

    @Test
    void aWrongCallIsRefused() {
        assertEquals(
                "expected either --model or --preset, found none",
                Outcome.misuse("preprocess", "--output", out, photo));
        assertEquals(
                "expected either --model or --preset, found both",
                Outcome.misuse("preprocess", "--model", "m", "--preset", "bit", "--output", out, photo));
        assertEquals("expected --output, found none", Outcome.misuse("preprocess", "--preset", "bit", photo));
        assertEquals("expected PHOTO, found none", Outcome.misuse("preprocess", "--preset", "bit", "--output", out));
        assertTrue(Outcome.misuse("preprocess", "--preset", "timm/resnetv2_50", "--output", out, photo)
                .contains("; did you mean timm/resnetv2_50"));
    }
}
