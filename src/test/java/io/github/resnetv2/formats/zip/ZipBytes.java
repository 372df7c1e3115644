package io.github.resnetv2.formats.zip;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives field by field, so that a test can make any of them wrong. */
final class ZipBytes {
    /** One entry; fields that a test may change before {@link #build} writes them. */
    static final class Part {
        byte[] name;
        byte[] stored;
        int method;
        int flags;
        long crc;
        long size;
        long storedSize;
        byte[] localExtra = {};
        byte[] localName;
        long header = -1;
        boolean zip64;

        Part(String name, byte[] content, boolean deflate) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.localName = this.name;
            this.method = deflate ? 8 : 0;
            this.stored = deflate ? deflate(content) : content;
            CRC32 sum = new CRC32();
            sum.update(content);
            this.crc = sum.getValue();
            this.size = content.length;
            this.storedSize = stored.length;
        }
    }

    final List<Part> parts = new ArrayList<>();
    boolean zip64End;
    byte[] comment = {};
    int countError;
    long offsetError;
    int disk;

    Part add(String name, byte[] content) {
        return add(new Part(name, content, false));
    }

    Part addDeflated(String name, byte[] content) {
        return add(new Part(name, content, true));
    }

    private Part add(Part part) {
        parts.add(part);
        return part;
    }

    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    byte[] build() {
        ByteBuffer out = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
        long[] headers = new long[parts.size()];
        for (int i = 0; i < headers.length; i++) {
            Part part = parts.get(i);
            headers[i] = part.header >= 0 ? part.header : out.position();
            boolean descriptor = (part.flags & 8) != 0;
            out.putInt(0x04034b50)
                    .putShort((short) 20)
                    .putShort((short) part.flags)
                    .putShort((short) part.method);
            out.putInt(0).putInt(descriptor ? 0 : (int) part.crc);
            out.putInt(descriptor ? 0 : part.zip64 ? -1 : (int) part.storedSize);
            out.putInt(descriptor ? 0 : part.zip64 ? -1 : (int) part.size);
            out.putShort((short) part.localName.length).putShort((short) part.localExtra.length);
            out.put(part.localName).put(part.localExtra).put(part.stored);
            if (descriptor) {
                out.putInt(0x08074b50)
                        .putInt((int) part.crc)
                        .putInt((int) part.storedSize)
                        .putInt((int) part.size);
            }
        }
        long directory = out.position();
        for (int i = 0; i < headers.length; i++) {
            Part part = parts.get(i);
            out.putInt(0x02014b50).putShort((short) 20).putShort((short) 20).putShort((short) part.flags);
            out.putShort((short) part.method).putInt(0).putInt((int) part.crc);
            out.putInt(part.zip64 ? -1 : (int) part.storedSize).putInt(part.zip64 ? -1 : (int) part.size);
            out.putShort((short) part.name.length)
                    .putShort((short) (part.zip64 ? 4 + 28 : 0))
                    .putShort((short) 0);
            out.putShort((short) 0).putShort((short) 0).putInt(0).putInt(part.zip64 ? -1 : (int) headers[i]);
            out.put(part.name);
            if (part.zip64) {
                out.putShort((short) 0x4246).putShort((short) 0);
                out.putShort((short) 1).putShort((short) 24);
                out.putLong(part.size).putLong(part.storedSize).putLong(headers[i]);
            }
        }
        long directorySize = out.position() - directory;
        long count = (long) parts.size() + countError;
        long offset = directory + offsetError;
        if (zip64End) {
            long end = out.position();
            out.putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) 45)
                    .putShort((short) 45)
                    .putInt(disk)
                    .putInt(disk);
            out.putLong(count).putLong(count).putLong(directorySize).putLong(offset);
            out.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        }
        out.putInt(0x06054b50).putShort((short) disk).putShort((short) disk);
        out.putShort((short) (zip64End ? -1 : count)).putShort((short) (zip64End ? -1 : count));
        out.putInt(zip64End ? -1 : (int) directorySize).putInt(zip64End ? -1 : (int) offset);
        out.putShort((short) comment.length).put(comment);
        return Arrays.copyOf(out.array(), out.position());
    }

    private int size() {
        int size = 200 + comment.length;
        for (Part part : parts) {
            size += 200 + 2 * part.name.length + part.localName.length + part.localExtra.length + part.stored.length;
        }
        return size;
    }
}
