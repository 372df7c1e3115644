package io.github.resnetv2.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs in a virtual machine of their own: with a small heap, say. */
public final class ForkedJvm {
    /** The compiled library and tests, as a class path. */
    public static final String CLASSES = classes("classes") + File.pathSeparator + classes("test-classes");

    private ForkedJvm() {}

    private static Path classes(String name) {
        return Path.of(System.getProperty("basedir", "."), "target", name).toAbsolutePath();
    }

    /**
     * Runs a program to its end.
     *
     * @param program has a main method
     * @param options of the virtual machine
     * @param arguments of the program
     * @return what it printed, without the warning that the vector module is an incubator
     * @throws AssertionError if it does not end in ten minutes, or fails
     */
    public static String run(Class<?> program, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dresnetv2.log=off");
        command.addAll(options);
        command.addAll(List.of("-cp", CLASSES, program.getName()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("forked", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(10, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String said = Files.readString(log).replaceFirst("WARNING: Using incubator modules: .*\\R", "");
            assertTrue(ended, () -> "does not end: " + said);
            assertEquals(0, process.exitValue(), said);
            return said;
        } finally {
            Files.delete(log);
        }
    }
}
