package io.github.resnetv2.formats.zip;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the central directory is, from the record at the end of the archive (APPNOTE 4.3.14 to 4.3.16).
 *
 * @param count of the entries in the directory, not yet bounded
 * @param offset of the directory
 * @param size of the directory in bytes; it ends before the end record
 */
record EndRecord(long count, long offset, long size) {
    static final int SIGNATURE = 0x06054b50;
    private static final int BYTES = 22;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int ZIP64_SIGNATURE = 0x06064b50;
    private static final int ZIP64_BYTES = 56;
    private static final int MAX_COMMENT = 0xffff;

    static EndRecord find(ByteSource source) throws IOException {
        int length = (int) Math.min(source.size(), BYTES + MAX_COMMENT);
        ByteBuffer tail = source.slice(source.size() - length, length);
        for (int at = length - BYTES; at >= 0; at--) {
            int comment = Short.toUnsignedInt(tail.getShort(at + 20));
            if (tail.getInt(at) == SIGNATURE && at + BYTES + comment == length) {
                return parse(source, source.size() - length + at, tail.position(at));
            }
        }
        throw new ModelFormatException(
                source.name() + ": no end record of a zip archive in the last " + length + " bytes: truncated?");
    }

    private static EndRecord parse(ByteSource source, long position, ByteBuffer record) throws IOException {
        int at = record.position();
        int disk = Short.toUnsignedInt(record.getShort(at + 4));
        int directoryDisk = Short.toUnsignedInt(record.getShort(at + 6));
        int countHere = Short.toUnsignedInt(record.getShort(at + 8));
        int count = Short.toUnsignedInt(record.getShort(at + 10));
        long size = Integer.toUnsignedLong(record.getInt(at + 12));
        long offset = Integer.toUnsignedLong(record.getInt(at + 16));
        boolean full = disk == 0xffff || count == 0xffff || size == 0xffffffffL || offset == 0xffffffffL;
        if (full && position >= LOCATOR_BYTES) {
            ByteBuffer locator = source.slice(position - LOCATOR_BYTES, LOCATOR_BYTES);
            if (locator.getInt(0) == LOCATOR_SIGNATURE) {
                return parseZip64(source, locator.getLong(8), position - LOCATOR_BYTES);
            }
        }
        return checked(source, disk != 0 || directoryDisk != 0 || countHere != count, count, offset, size, position);
    }

    private static EndRecord parseZip64(ByteSource source, long position, long end) throws IOException {
        ByteBuffer record = source.slice(position, ZIP64_BYTES);
        if (record.getInt(0) != ZIP64_SIGNATURE || position > end - ZIP64_BYTES) {
            throw new ModelFormatException(source.name() + ": expected a ZIP64 end record at offset " + position);
        }
        long count = record.getLong(32);
        boolean split = record.getInt(16) != 0 || record.getInt(20) != 0 || record.getLong(24) != count;
        return checked(source, split, count, record.getLong(48), record.getLong(40), position);
    }

    private static EndRecord checked(ByteSource source, boolean split, long count, long offset, long size, long end)
            throws ModelFormatException {
        if (split) {
            throw new ModelFormatException(source.name() + ": a zip archive split over several files is not read");
        }
        if (count < 0 || size < 0 || offset < 0 || size > end || offset > end - size) {
            throw new ModelFormatException(source.name() + ": expected a zip directory before its end record at offset "
                    + end + ", found " + Long.toUnsignedString(size) + " bytes at offset "
                    + Long.toUnsignedString(offset));
        }
        return new EndRecord(count, offset, size);
    }
}
