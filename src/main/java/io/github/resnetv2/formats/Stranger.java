package io.github.resnetv2.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Says what a file is that people take for a checkpoint, and what to do. Only for the message: what is not found here
 * is refused as well.
 */
final class Stranger {
    private static final int SHOWN = 40;

    /** A mark in Latin-1 characters, each a byte, at its place. */
    private record Mark(int offset, String bytes, String text) {
        boolean isIn(String start) {
            return start.startsWith(bytes, offset);
        }
    }

    private static final Mark[] MARKS = {
        new Mark(0, "\u001f\u008b", "a gzip archive: unpack it first"),
        new Mark(0, "(\u00b5/\u00fd", "a Zstandard archive: unpack it first"),
        new Mark(0, "\u00fd7zXZ\0", "an xz archive: unpack it first"),
        new Mark(0, "BZh", "a bzip2 archive: unpack it first"),
        new Mark(0, "7z\u00bc\u00af'\u001c", "a 7-Zip archive: unpack it first"),
        new Mark(
                257,
                "ustar",
                "a tar archive: unpack it first; if torch before 0.1.10 wrote it, save it anew with PyTorch"),
        new Mark(512, "\u0089HDF\r\n\u001a\n", "HDF5 behind a block of other data, which Keras does not write"),
        new Mark(4, "TFL3", "a TensorFlow Lite model, which is not read"),
        new Mark(0, "GGUF", "a GGUF model, which is not read"),
        new Mark(0, "\u00ff\u00d8\u00ff", "a JPEG picture"),
        new Mark(0, "\u0089PNG", "a PNG picture"),
        new Mark(0, "\u0080", "a pickle that torch.save did not write, which is not read"),
    };

    private Stranger() {}

    /**
     * What the file is, if it is one of the known ones.
     *
     * @param bytes its first kilobyte, left as it is
     */
    static @Nullable String find(ByteBuffer bytes) {
        String start = latin1(bytes);
        for (Mark mark : MARKS) {
            if (mark.isIn(start)) {
                return mark.text;
            }
        }
        if (isSavedModel(start)) {
            return "a TensorFlow SavedModel, which is not read: save it with Keras";
        }
        if (isFrozenGraph(start)) {
            return "perhaps a TensorFlow graph (.pb), which is not read: save it with Keras";
        }
        return isText(start) ? text(start.strip()) : null;
    }

    /** What to say of a file that nobody knows. */
    static String describe(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return "an empty file";
        }
        byte[] shown = new byte[Math.min(16, bytes.remaining())];
        bytes.get(bytes.position(), shown);
        return "the bytes " + HexFormat.ofDelimiter(" ").formatHex(shown)
                + (bytes.remaining() > shown.length ? " ..." : "");
    }

    private static String text(String text) {
        if (text.startsWith("version https://git-lfs.github.com/")) {
            return "a Git LFS pointer, not the file itself: fetch that with 'git lfs pull'";
        }
        if (text.startsWith("<")) {
            return "a web page, perhaps an error or a login page that was downloaded instead";
        }
        if (text.startsWith("{")) {
            return "JSON text; an index of shards is called *.safetensors.index.json";
        }
        String line = text.lines().findFirst().orElse("");
        return "text: '" + (line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line) + "'";
    }

    /** Schema version 1, then a message of more than 127 bytes; in ONNX there would be a short name. */
    private static boolean isSavedModel(String start) {
        return start.startsWith("\b\u0001\u0012") && start.length() > 3 && start.charAt(3) >= 0x80;
    }

    /** A node, which begins with its name, under a length of one or two bytes. */
    private static boolean isFrozenGraph(String start) {
        return start.startsWith("\n")
                && start.length() > 3
                && (start.charAt(2) == '\n' || (start.charAt(1) >= 0x80 && start.charAt(3) == '\n'));
    }

    private static boolean isText(String start) {
        return !start.isBlank()
                && start.chars()
                        .noneMatch(c -> (Character.isISOControl(c) && c < 0x80) && c != '\n' && c != '\r' && c != '\t');
    }

    private static String latin1(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }
}
