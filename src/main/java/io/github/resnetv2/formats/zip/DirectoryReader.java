package io.github.resnetv2.formats.zip;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the central directory and checks it against the local headers (APPNOTE 4.3.7 and 4.3.12). */
final class DirectoryReader {
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int ZIP64_EXTRA = 1;
    private static final long FULL = 0xffffffffL;
    /** Encrypted, strongly encrypted, directory encrypted. */
    private static final int ENCRYPTED_FLAGS = 1 | 1 << 6 | 1 << 13;
    /** The sizes in the local header are not valid; they follow the data. */
    private static final int DESCRIPTOR_FLAG = 1 << 3;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    /** What deflate can make of one byte at most: 258 bytes from a length and a distance of one bit each. */
    private static final int DEFLATE_MAX_RATIO = 1032;
    /** Beyond this an archive may not grow by more than {@link #MAX_RATIO}; weights shrink by a tenth. */
    private static final long FREE_BYTES = 64L << 20;

    private static final int MAX_RATIO = 100;

    private final ByteSource source;
    private final Limits limits;

    DirectoryReader(ByteSource source, Limits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** One record of the directory, before the local header has been seen. */
    private record Central(String name, boolean deflated, int crc, long stored, long size, long header) {}

    List<ZipMember> read(EndRecord end) throws IOException {
        if (end.count() > limits.tensors() + 1000L) {
            throw error("expected at most " + (limits.tensors() + 1000L) + " zip entries, found " + end.count());
        }
        if (end.size() > limits.headerBytes() || end.count() * CENTRAL_BYTES > end.size()) {
            throw error("a zip directory of " + end.size() + " bytes does not fit " + end.count() + " entries and the "
                    + limits.headerBytes() + " bytes allowed");
        }
        ByteBuffer directory = source.slice(end.offset(), (int) end.size());
        List<Central> records = new ArrayList<>();
        for (long i = 0; i < end.count(); i++) {
            records.add(central(directory));
        }
        if (directory.hasRemaining()) {
            throw error("expected " + end.count() + " zip entries, found " + directory.remaining() + " bytes more");
        }
        requireNoBomb(records);
        return locate(records, end.offset());
    }

    private Central central(ByteBuffer directory) throws ModelFormatException {
        int start = directory.position();
        if (directory.remaining() < CENTRAL_BYTES || directory.getInt(start) != CENTRAL_SIGNATURE) {
            throw error("expected a zip entry at byte " + start + " of the directory");
        }
        int flags = directory.getShort(start + 8);
        int method = Short.toUnsignedInt(directory.getShort(start + 10));
        int nameLength = Short.toUnsignedInt(directory.getShort(start + 28));
        int extraLength = Short.toUnsignedInt(directory.getShort(start + 30));
        int commentLength = Short.toUnsignedInt(directory.getShort(start + 32));
        if (nameLength + extraLength + commentLength > directory.remaining() - CENTRAL_BYTES) {
            throw error("the zip entry at byte " + start + " of the directory reaches beyond the directory");
        }
        byte[] rawName = new byte[nameLength];
        directory.get(start + CENTRAL_BYTES, rawName);
        String name = decode(rawName, start);
        ByteBuffer extra =
                directory.slice(start + CENTRAL_BYTES + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
        directory.position(start + CENTRAL_BYTES + nameLength + extraLength + commentLength);

        long size = Integer.toUnsignedLong(directory.getInt(start + 24));
        long stored = Integer.toUnsignedLong(directory.getInt(start + 20));
        long header = Integer.toUnsignedLong(directory.getInt(start + 42));
        ByteBuffer wide = zip64(extra, name);
        size = size == FULL ? next(wide, name) : size;
        stored = stored == FULL ? next(wide, name) : stored;
        header = header == FULL ? next(wide, name) : header;

        int disk = Short.toUnsignedInt(directory.getShort(start + 34));
        if (disk != 0 && disk != 0xffff) {
            throw error("entry " + name + ": a zip archive split over several files is not read");
        }
        if ((flags & ENCRYPTED_FLAGS) != 0) {
            throw error("entry " + name + " is encrypted");
        }
        if (method != STORED && method != DEFLATED) {
            throw error(
                    "entry " + name + ": expected it stored (0) or deflated (8), found compression method " + method);
        }
        boolean deflated = method == DEFLATED;
        if (deflated ? size / DEFLATE_MAX_RATIO > stored : size != stored) {
            throw error("entry " + name + ": " + stored + " bytes in the archive cannot be the declared " + size);
        }
        return new Central(name, deflated, directory.getInt(start + 16), stored, size, header);
    }

    private String decode(byte[] rawName, int start) throws ModelFormatException {
        String name;
        try {
            name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(rawName))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(
                    source.name() + ": the name at byte " + start + " of the zip directory is not UTF-8", e);
        }
        if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
            throw error("the name at byte " + start + " of the zip directory is empty or has control characters");
        }
        return name;
    }

    /** The 64-bit fields of an entry, in the order in which its 32-bit fields are full; empty if there are none. */
    private ByteBuffer zip64(ByteBuffer extra, String name) throws ModelFormatException {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            if (length > extra.remaining()) {
                throw error("entry " + name + ": its extra field is damaged");
            }
            ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            if (id == ZIP64_EXTRA) {
                return field;
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long next(ByteBuffer wide, String name) throws ModelFormatException {
        if (wide.remaining() < Long.BYTES || wide.getLong(wide.position()) < 0) {
            throw error("entry " + name + ": its ZIP64 sizes are missing or too large");
        }
        return wide.getLong();
    }

    private void requireNoBomb(List<Central> records) throws ModelFormatException {
        long allowed = Math.min(limits.fileBytes(), Math.max(FREE_BYTES, source.size() * MAX_RATIO));
        long sum = 0;
        for (Central record : records) {
            if (record.size > allowed - sum) {
                throw error("entry " + record.name + ": the entries inflate to more than " + allowed
                        + " bytes, too many for an archive of " + source.size());
            }
            sum += record.size;
        }
    }

    /** Finds where the data of each entry is; headers and data of all entries must lie apart from each other. */
    private List<ZipMember> locate(List<Central> records, long directoryOffset) throws IOException {
        List<ZipMember> members = new ArrayList<>();
        for (Central record : records) {
            members.add(locate(record, directoryOffset));
        }
        List<ZipMember> byPosition = new ArrayList<>(members);
        byPosition.sort(Comparator.comparingLong(ZipMember::header));
        for (int i = 1; i < byPosition.size(); i++) {
            ZipMember before = byPosition.get(i - 1);
            if (before.end() > byPosition.get(i).header()) {
                throw error("the entries " + before.name() + " and "
                        + byPosition.get(i).name() + " overlap");
            }
        }
        return members;
    }

    private ZipMember locate(Central record, long directoryOffset) throws IOException {
        long header = record.header;
        // Names were decoded strictly, so that this gives back the very bytes of the directory.
        ByteBuffer name = ByteBuffer.wrap(record.name.getBytes(StandardCharsets.UTF_8));
        if (header > directoryOffset - LOCAL_BYTES - name.limit()) {
            throw error("entry " + record.name + ": its header at offset " + header + " lies outside the data");
        }
        ByteBuffer local = source.slice(header, LOCAL_BYTES + name.limit());
        int flags = local.getShort(6);
        boolean same = local.getInt(0) == LOCAL_SIGNATURE
                && (flags & ENCRYPTED_FLAGS) == 0
                && local.getShort(8) == (record.deflated ? DEFLATED : STORED)
                && Short.toUnsignedInt(local.getShort(26)) == name.limit()
                && local.slice(LOCAL_BYTES, name.limit()).equals(name);
        if ((flags & DESCRIPTOR_FLAG) == 0) {
            same = same && agrees(local.getInt(18), record.stored) && agrees(local.getInt(22), record.size);
        }
        if (!same) {
            throw error("entry " + record.name + ": its header at offset " + header
                    + " says something else than the directory");
        }
        long data = header + local.limit() + Short.toUnsignedInt(local.getShort(28));
        if (record.stored > directoryOffset - data) {
            throw error("entry " + record.name + ": expected " + record.stored + " bytes at offset " + data
                    + " before the directory at offset " + directoryOffset);
        }
        return new ZipMember(
                source, record.name, record.deflated, record.crc, record.size, header, data, record.stored);
    }

    private static boolean agrees(int local, long central) {
        return Integer.toUnsignedLong(local) == central || Integer.toUnsignedLong(local) == FULL;
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(source.name() + ": " + what);
    }
}
