package io.github.resnetv2.formats.pytorch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Mutations;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files: an error of the right kind, or a correct parse, in bounded time. */
class PyTorchDamageTest {
    private static Mutations of(String resource) throws IOException {
        return Mutations.of(
                Golden.bytes(resource),
                resource.contains("-legacy")
                        ? source -> PyTorchReader.readLegacy(source, Limits.DEFAULT)
                        : source ->
                                PyTorchReader.read(source, ZipArchive.open(source, Limits.DEFAULT), Limits.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"views.pth", "views-legacy.pth", "training.pth"})
    void smallFilesSurviveDamage(String file) throws IOException {
        Mutations mutations = of("pytorch/" + file);
        assertTrue(mutations.truncate(3) + mutations.flip(1) > 1000);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"views.pth", "views-legacy.pth", "types.pth", "types-legacy.pth", "training.pth"})
    void smallFilesSurviveEveryDamage(String file) throws IOException {
        Mutations mutations = of("pytorch/" + file);
        assertTrue(mutations.truncate(1) + mutations.flipEveryWay() > 5000);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "reference-small18.pth",
                "reference-small18-legacy.pth",
                "reference-small18-wrapped.pth.tar",
                "reference-small18-channelslast.pth",
                "reference-small18-f16.pth",
                "timm-small50d.pth",
                "timm-small50d-legacy.pth",
                "cifar-small50.pth"
            })
    void goldenFilesSurviveDamage(String file) throws IOException {
        Mutations mutations = of("files/" + file);
        assertTrue(mutations.truncate(3) + mutations.flip(1) > 10_000);
    }
}
