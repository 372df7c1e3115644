package io.github.resnetv2.formats.zip;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One entry of a {@link ZipArchive}. Immutable; can be read while the archive's source is open. */
public final class ZipMember {
    private static final int PORTION_BYTES = 1 << 16;

    private final ByteSource archive;
    private final String name;
    private final boolean deflated;
    private final int crc;
    private final long size;
    private final long header;
    private final long data;
    private final long stored;

    /** An entry whose place has been checked: {@code stored} bytes at {@code data}, its header before them. */
    ZipMember(
            ByteSource archive,
            String name,
            boolean deflated,
            int crc,
            long size,
            long header,
            long data,
            long stored) {
        this.archive = archive;
        this.name = name;
        this.deflated = deflated;
        this.crc = crc;
        this.size = size;
        this.header = header;
        this.data = data;
        this.stored = stored;
    }

    /**
     * The name, with its folders.
     *
     * @return not empty, without control characters; {@code ..} and a leading {@code /} are possible
     */
    public String name() {
        return name;
    }

    /**
     * The size of the content, inflated.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * Whether the content is compressed, so that {@link #open} has to inflate it.
     *
     * @return false if it is stored as it is
     */
    public boolean isDeflated() {
        return deflated;
    }

    /**
     * The content. Of a stored entry it is a window into the archive, and its checksum is not looked at; a deflated
     * entry is inflated into memory on each call, and its checksum verified.
     *
     * @return valid while the archive's source is open; need not be closed; named after the archive and the entry
     * @throws ModelFormatException if the compressed data is damaged, or larger or smaller than declared
     * @throws IOException if it cannot be read
     */
    public ByteSource open() throws IOException {
        String label = archive.name() + ": " + name;
        if (!deflated) {
            return archive.window(data, stored, label);
        }
        if (size > StoredShape.LONGEST_ARRAY) {
            throw error("expected at most " + StoredShape.LONGEST_ARRAY + " bytes in a deflated entry, found " + size);
        }
        return ByteSource.of(ByteBuffer.wrap(inflate((int) size)), label);
    }

    /**
     * The first bytes of the content, without inflating the rest.
     *
     * @param length how many, at most
     * @return a fresh little-endian buffer of {@code length} bytes, or fewer if the content is shorter
     * @throws ModelFormatException if the compressed data is damaged
     * @throws IOException if it cannot be read
     */
    public ByteBuffer head(int length) throws IOException {
        int count = (int) Math.min(length, size);
        return deflated ? ByteBuffer.wrap(inflate(count)).order(ByteOrder.LITTLE_ENDIAN) : archive.slice(data, count);
    }

    /** Where the entry begins in the archive. */
    long header() {
        return header;
    }

    /** Where the entry ends in the archive. */
    long end() {
        return data + stored;
    }

    /** Inflates the first {@code length} bytes; if these are all, the end and the checksum must agree. */
    private byte[] inflate(int length) throws IOException {
        byte[] content = new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            Input input = new Input(inflater);
            int at = 0;
            while (at < length) {
                int count = inflater.inflate(content, at, length - at);
                if (count == 0 && !input.feed()) {
                    throw error("expected " + size + " bytes inflated, found " + at);
                }
                at += count;
            }
            if (length == size) {
                requireEnd(input, inflater);
                requireChecksum(content);
            }
        } catch (DataFormatException e) {
            throw new ModelFormatException(archive.name() + ": entry " + name + ": the compressed data is damaged", e);
        } finally {
            inflater.end();
        }
        return content;
    }

    /** Hands the compressed bytes to the inflater, portion by portion. */
    private final class Input {
        private final Inflater inflater;
        private long at;

        Input(Inflater inflater) {
            this.inflater = inflater;
        }

        /** Gives the inflater what it waits for; false if it waits for nothing, or nothing is left. */
        boolean feed() throws IOException {
            if (!inflater.needsInput() || at == stored) {
                return false;
            }
            ByteBuffer portion = archive.slice(data + at, (int) Math.min(PORTION_BYTES, stored - at));
            at += portion.remaining();
            inflater.setInput(portion);
            return true;
        }
    }

    private void requireEnd(Input input, Inflater inflater) throws IOException, DataFormatException {
        byte[] more = new byte[1];
        int count = 0;
        while (!inflater.finished() && count == 0) {
            count = inflater.inflate(more);
            if (count == 0 && !inflater.finished() && !input.feed()) {
                break;
            }
        }
        if (count > 0 || !inflater.finished() || inflater.getBytesRead() != stored) {
            throw error("expected " + size + " bytes inflated from " + stored + ", found another end of the data");
        }
    }

    private void requireChecksum(byte[] content) throws ModelFormatException {
        CRC32 sum = new CRC32();
        sum.update(content);
        if ((int) sum.getValue() != crc) {
            throw error(String.format("expected checksum %08x, found %08x", crc, (int) sum.getValue()));
        }
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(archive.name() + ": entry " + name + ": " + what);
    }
}
