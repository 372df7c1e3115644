package io.github.resnetv2.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many threads are worth having: a second thread on the same core shares its multipliers. */
final class Processors {
    private static final int PHYSICAL = physicalOf(Runtime.getRuntime().availableProcessors());

    private Processors() {}

    /**
     * The physical cores within the limit that the container sets.
     *
     * @return at least 1; all processors where the system does not tell cores from threads
     */
    static int physical() {
        return PHYSICAL;
    }

    private static int physicalOf(int available) {
        // Of all systems only Linux says it in a file.
        Path description = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(description)) {
            return available;
        }
        try {
            int cores = 0;
            int siblings = 0;
            for (String line : Files.readAllLines(description)) {
                if (line.startsWith("cpu cores")) {
                    cores = number(line);
                } else if (line.startsWith("siblings")) {
                    siblings = number(line);
                }
            }
            return cores > 0 && siblings > cores ? Math.max(1, available * cores / siblings) : available;
        } catch (IOException | NumberFormatException e) {
            return available;
        }
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
    }
}
