package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.weights.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Writing a file so that nobody ever sees half of it. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of it.
         *
         * @param sink takes the bytes, portion by portion, and writes each whole
         * @throws IOException if they cannot be written or had
         */
        void writeTo(Entry.Sink sink) throws IOException;
    }

    /**
     * Writes a file beside the target, forces it to the disk, and moves it to the target's place in one step. If
     * anything fails the target is as it was, and nothing is left beside it.
     *
     * @param target replaced if it exists
     * @param content writes the bytes
     * @throws IOException if the file cannot be written
     */
    public static void replace(Path target, Content content) throws IOException {
        Path name = target.getFileName();
        if (name == null) {
            throw new IOException("not a file to write to: " + target);
        }
        String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path draft = target.resolveSibling("." + name + "." + suffix + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                content.writeTo(portion -> {
                    while (portion.hasRemaining()) {
                        channel.write(portion);
                    }
                });
                channel.force(true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            // After the move there is nothing of that name.
            Files.deleteIfExists(draft);
        }
    }
}
