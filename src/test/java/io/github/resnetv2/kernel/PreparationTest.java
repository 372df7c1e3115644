package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparationTest {
    /** The background finds out first that there are no such kernels; that is for the caller to hear, and only once. */
    @Test
    void aMistakeInThePropertyIsToldToTheCallerAlone() throws Exception {
        String said = ForkedJvm.run(Mistaken.class, List.of("-Dresnetv2.kernels=fast"));
        assertEquals(
                "resnetv2.kernels: expected auto, scalar, vector, vector128, vector256 or vector512, found fast",
                said.strip());
    }

    /** A process may end while loops are compiled. */
    @Test
    void aProcessDoesNotWaitForIt() throws Exception {
        assumeTrue(
                KernelSelection.of("auto").kernels().lanes() > 1, "without fast vectors there is nothing to compile");
        assertEquals(
                "made while a daemon compiles",
                ForkedJvm.run(Leaving.class, List.of("--add-modules", "jdk.incubator.vector"))
                        .strip());
    }

    static final class Mistaken {
        private Mistaken() {}

        public static void main(String[] args) {
            ResNetV2 model = ResNetV2.builder().depth(18).width(4).classes(3).build();
            try {
                model.forward(Tensor.zeros(Shape.of(1, 3, 32, 32)));
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    static final class Leaving {
        private Leaving() {}

        public static void main(String[] args) {
            ResNetV2.builder().depth(18).width(4).classes(3).build();
            Thread rehearsal = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("resnetv2-rehearsal"))
                    .findFirst()
                    .orElseThrow();
            System.out.println("made while a " + (rehearsal.isDaemon() ? "daemon" : "user thread") + " compiles");
        }
    }
}
