package io.github.resnetv2.cli.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the operating system knows of this process. */
public final class ThisProcess {
    private static final Path PROC = Path.of("/proc");

    /** Linux counts the start of a process in these, on every machine. */
    private static final double TICKS_PER_SECOND = 100;

    /** Where the start stands in {@code /proc/self/stat}, behind the program's name: field 22 of proc(5). */
    private static final int START_FIELD = 22 - 3;

    private ThisProcess() {}

    /**
     * Seconds from the start of the process, Java's own start included, to a moment.
     *
     * @param nanoTime the moment, of {@link System#nanoTime}
     * @return to some 10 ms; nothing where the system does not tell
     */
    public static OptionalDouble secondsUntil(long nanoTime) {
        Optional<Instant> start = ProcessHandle.current().info().startInstant();
        if (start.isEmpty()) {
            return OptionalDouble.empty();
        }
        // Java knows when a Linux was booted to the second only, and so when a process was started.
        double rough = Duration.between(start.get(), Instant.now()).toMillis() / 1e3;
        OptionalDouble fine = secondsOnLinux();
        double age = fine.isPresent() && Math.abs(fine.getAsDouble() - rough) <= 1 ? fine.getAsDouble() : rough;
        return OptionalDouble.of(age - (System.nanoTime() - nanoTime) / 1e9);
    }

    private static OptionalDouble secondsOnLinux() {
        Optional<String> uptime = read("uptime");
        Optional<String> stat = read("self/stat");
        return uptime.isPresent() && stat.isPresent() ? age(uptime.get(), stat.get()) : OptionalDouble.empty();
    }

    /** By the seconds since the machine was booted, and the ticks from then to the start of the process. */
    static OptionalDouble age(String uptime, String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        try {
            double now = Double.parseDouble(uptime.split(" ", -1)[0]);
            return fields.length <= START_FIELD
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(now - Long.parseLong(fields[START_FIELD]) / TICKS_PER_SECOND);
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * The most memory that the process ever had at one time.
     *
     * @return in bytes; nothing where the system does not tell, which is everywhere but on Linux
     */
    public static OptionalLong peakResidentBytes() {
        Optional<String> status = read("self/status");
        return status.isPresent() ? peak(status.get()) : OptionalLong.empty();
    }

    /** The line {@code VmHWM:   190224 kB}. */
    static OptionalLong peak(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmHWM:") && line.endsWith(" kB"))
                .map(line -> line.substring("VmHWM:".length(), line.length() - " kB".length()))
                .mapToLong(kilobytes -> 1024 * Long.parseLong(kilobytes.strip()))
                .findFirst();
    }

    private static Optional<String> read(String name) {
        Path file = PROC.resolve(name);
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
