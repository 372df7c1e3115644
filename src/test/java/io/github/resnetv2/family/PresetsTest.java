package io.github.resnetv2.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    private static final String RECORDED = "images/preprocessed.safetensors";

    static List<String> recorded() throws IOException {
        return Golden.read(RECORDED).tensors().keySet().stream()
                .filter(name -> !name.endsWith(".sha256"))
                .toList();
    }

    static Set<String> names() {
        return Presets.all().keySet();
    }

    /** What torchvision 0.29 and timm 1.0.31 feed the network: 512 floats for a look, and the check sum of all. */
    @ParameterizedTest
    @MethodSource("recorded")
    void equalsPythonToTheBit(String name) throws IOException, NoSuchAlgorithmException {
        Golden golden = Golden.read(RECORDED);
        String file = name.substring(0, name.indexOf('/'));
        Preprocessing preset = Presets.byName(name.substring(file.length() + 1));
        Tensor tensor = preset.apply(ImageDecoder.DEFAULT.decode(Golden.path("images/" + file)));

        float[] found = tensor.toArray();
        float[] expected = golden.tensor(name).floats();
        float[] sample = new float[expected.length];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = found[(int) (i * 7919L * 104729L % found.length)];
        }
        assertArrayEquals(expected, sample);
        ByteBuffer bytes = ByteBuffer.allocate(4 * found.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(found);
        ByteBuffer sum = golden.tensor(name + ".sha256").bytes();
        assertEquals(sum, ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
        assertEquals(Shape.of(1, 3, preset.sizing().size(), preset.sizing().size()), tensor.shape());
    }

    @ParameterizedTest
    @MethodSource("names")
    void canBeStoredAsText(String name) {
        Preprocessing preset = Presets.byName(name);
        assertEquals(preset, Preprocessing.fromMap(preset.toMap()));
    }

    @Test
    void resizesToTheWholeNumbersThatTimmFloors() {
        assertEquals(235, resized("timm/resnetv2_101.a1h_in1k"));
        assertEquals(248, resized("timm/resnetv2_34.ra4_e3600_r224_in1k"));
        assertEquals(384, resized("timm/resnetv2_34d.ra4_e3600_r384_in1k"));
        assertEquals(448, resized("timm/resnetv2_34d.ra4_e3600_r384_in1k@448"));
        assertEquals(288, resized("timm/resnetv2_50.a1h_in1k@288"));
        assertEquals(480, resized("timm/resnetv2_152x4_bit.goog_in21k_ft_in1k"));
        assertEquals(256, resized("timm/resnetv2_152x2_bit.goog_teacher_in21k_ft_in1k"));
        assertEquals(256, resized("timm/resnetv2_152.untrained"));
    }

    /** timm computes {@code floor(288 / 0.95)}, not a proportion of the 235 pixels that 224 / 0.95 became. */
    @Test
    void keepsTheFractionAtAnotherSize() {
        assertEquals(
                303,
                Presets.byName("timm/resnetv2_50.a1h_in1k")
                        .withSize(288)
                        .sizing()
                        .resizedSide());
    }

    @Test
    void saysWhatItDoesInOneLine() {
        assertEquals(
                "shorter side to 256 bilinear, centre 224 x 224, RGB,"
                        + " (x * (1 / 255) - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]",
                Presets.byName("torchvision-imagenet").toString());
        assertEquals(
                "both sides to 224 nearest, centre 224 x 224, RGB, (x / 127.5 - [1.0, 1.0, 1.0]) / [1.0, 1.0, 1.0]",
                Presets.byName("keras-tf").toString());
    }

    @Test
    void namesThatReadAlikeAreOfferedForAnUnknownOne() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> Presets.byName("resnetv2_50.a1h_in1k"));
        assertTrue(error.getMessage().contains("timm/resnetv2_50.a1h_in1k"), error.getMessage());
        error = assertThrows(IllegalArgumentException.class, () -> Presets.byName("torchvision-imagnet"));
        assertTrue(error.getMessage().contains("alike are torchvision-imagenet"), error.getMessage());
    }

    private static int resized(String name) {
        return Presets.byName(name).sizing().resizedSide();
    }
}
