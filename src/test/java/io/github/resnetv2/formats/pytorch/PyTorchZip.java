package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.formats.zip.ZipMember;
import io.github.resnetv2.limits.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Takes archives of PyTorch apart and puts them together again, changed. */
final class PyTorchZip {
    private PyTorchZip() {}

    static Map<String, byte[]> members(byte[] file) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        ZipArchive archive = ZipArchive.open(ByteSource.of(ByteBuffer.wrap(file), "test.zip"), Limits.DEFAULT);
        for (ZipMember member : archive.entries()) {
            members.put(
                    member.name(), member.open().slice(0, (int) member.size()).array());
        }
        return members;
    }

    static byte[] of(Map<String, byte[]> members) throws IOException {
        return deflated(members, Set.of());
    }

    /** An archive in which these members are compressed. */
    static byte[] deflated(Map<String, byte[]> members, Set<String> compressed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                ZipEntry entry = new ZipEntry(member.getKey());
                if (!compressed.contains(member.getKey())) {
                    CRC32 sum = new CRC32();
                    sum.update(member.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(member.getValue().length);
                    entry.setCrc(sum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(member.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** Turns the bytes of each element of a member around. */
    static BiFunction<String, byte[], byte[]> reversing(int width) {
        return (name, bytes) -> {
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                reversed[i / width * width + width - 1 - i % width] = bytes[i];
            }
            return reversed;
        };
    }
}
