package io.github.resnetv2.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.testing.Architectures;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names for the classes of published networks, and for no others. */
class ImageNetLabelsTest {
    private static Recognition recognise(Architecture architecture, List<String> labels) throws IOException {
        // No value is read, so that there need be none.
        List<Entry> entries = architecture.parameters().stream()
                .map(parameter -> new Entry(parameter.name(), DType.F32, parameter.shape(), sink -> {}))
                .toList();
        try (Checkpoint checkpoint = new Checkpoint(
                Format.SAFETENSORS,
                "model",
                StateDict.of(entries),
                ModelFile.metadata(architecture, null, labels),
                Optional.empty(),
                () -> {})) {
            return ModelFile.recognise(checkpoint, Limits.DEFAULT);
        }
    }

    @Test
    void thereAreAThousandDifferentNamesInTheOrderOfTheSynsets() {
        List<String> labels = ImageNetLabels.read();
        assertEquals(1000, labels.size());
        HashSet<String> different = new HashSet<>();
        labels.forEach(label -> different.add(label.toLowerCase(Locale.ROOT)));
        assertEquals(1000, different.size());
        assertTrue(labels.stream().noneMatch(label -> label.isBlank() || label.length() > 30));
        // Places that everybody knows who ever printed an argmax.
        assertEquals("tench", labels.get(0));
        assertEquals("golden retriever", labels.get(207));
        assertEquals("tabby", labels.get(281));
        assertEquals("Egyptian cat", labels.get(285));
        assertEquals("banana", labels.get(954));
        assertEquals("toilet tissue", labels.get(999));
    }

    @Test
    void theLicenceOfTheNamesIsBesideThem() {
        assertNotNull(ImageNetLabels.class.getResource("/META-INF/LICENSE-WordNet"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnetv2_18",
                "resnetv2_50",
                "resnetv2_34d",
                "resnetv2_50d_gn",
                "resnetv2_50x1_bit",
                "resnetv2_101x3_bit",
                "resnet50_v2",
                "ResNet101V2"
            })
    void aPublishedNetworkOfAThousandClassesHasThem(String name) throws IOException {
        Recognition recognition = recognise(Architectures.of(name, 1000), List.of());
        assertEquals(ImageNetLabels.read(), recognition.labels());
        assertTrue(
                recognition
                        .guesses()
                        .contains("labels are not in the file: those of ImageNet-1k, which the published "
                                + recognition.variant() + " has"),
                recognition.guesses().toString());
        assertEquals(
                List.of(), recognise(Architectures.of(name, 1001), List.of()).labels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference-50", "resnetv2_50t", "resnetv2_152", "PreActResNet18"})
    void aNetworkThatNobodyPublishedHasNone(String name) throws IOException {
        Recognition recognition = recognise(Architectures.of(name, 1000), List.of());
        assertEquals(List.of(), recognition.labels());
        assertFalse(recognition.guesses().toString().contains("labels"));
    }

    @Test
    void labelsOfTheFileComeFirst() throws IOException {
        List<String> own =
                ImageNetLabels.read().stream().map(name -> "my " + name).toList();
        assertEquals(own, recognise(Architectures.of("resnetv2_18", 1000), own).labels());
    }
}
