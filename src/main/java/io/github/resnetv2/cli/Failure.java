package io.github.resnetv2.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Why a command failed, for people. */
final class Failure {
    private Failure() {}

    /** One line, but for messages that list things. */
    static String describe(Throwable thrown) {
        if (thrown instanceof UncheckedIOException wrapper) {
            return describe(Objects.requireNonNull(wrapper.getCause()));
        }
        // These two carry the file's name and nothing else.
        if (thrown instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (thrown instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (thrown instanceof OutOfMemoryError) {
            return "out of memory (" + thrown.getMessage() + "); java -Xmx4g -jar ... gives it 4 GB";
        }
        boolean expected = thrown instanceof IOException || thrown instanceof IllegalArgumentException;
        return expected && thrown.getMessage() != null
                ? thrown.getMessage()
                : "unexpected " + thrown + "; please report it with the output of --trace";
    }
}
