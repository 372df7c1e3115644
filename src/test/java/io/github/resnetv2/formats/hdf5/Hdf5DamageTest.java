package io.github.resnetv2.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Mutations;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files: an error of the right kind, or a correct parse, in bounded time. */
class Hdf5DamageTest {
    private static Mutations of(String resource) throws IOException {
        return Mutations.of(Golden.bytes(resource), source -> Hdf5Reader.read(source, Limits.DEFAULT));
    }

    @Test
    void aSmallFileSurvivesEveryDamage() throws IOException {
        Mutations mutations = of("hdf5/types.h5");
        assertTrue(mutations.truncate(3) + mutations.flip(1) > 1000);
    }

    @Test
    void aKerasFileSurvivesDamage() throws IOException {
        Mutations mutations = of("files/keras-small50.weights.h5");
        assertTrue(mutations.truncate(997) + mutations.flip(397) > 500);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdf5/types.h5",
                "hdf5/attributes.h5",
                "hdf5/many.h5",
                "files/keras-small50-legacy.h5",
                "files/keras-small50-model.h5",
                "files/keras-small50.weights.h5"
            })
    void filesSurviveEveryDamage(String file) throws IOException {
        Mutations mutations = of(file);
        int step = file.equals("hdf5/types.h5") ? 1 : 7;
        assertTrue(mutations.truncate(11 * step) + mutations.flip(step) > 10_000);
    }
}
