package io.github.resnetv2.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** What the measurements were made on. */
final class Machine {
    private Machine() {}

    static String describe() throws IOException {
        Path cpu = Path.of("/proc/cpuinfo");
        String name = Files.isReadable(cpu) ? name(cpu) : System.getProperty("os.arch");
        return "- " + name + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("os.name") + "; " + LocalDate.now() + "\n";
    }

    private static String name(Path cpu) throws IOException {
        return Files.readAllLines(cpu).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
