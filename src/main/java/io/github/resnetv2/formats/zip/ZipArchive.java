package io.github.resnetv2.formats.zip;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of a zip archive. Immutable; the entries can be read while the source is open, by several threads.
 */
public final class ZipArchive {
    private final Map<String, ZipMember> members;

    private ZipArchive(Map<String, ZipMember> members) {
        this.members = Collections.unmodifiableMap(members);
    }

    /**
     * Whether a file begins as a zip archive does: with an entry, or with the end of an empty directory.
     *
     * @param start the first bytes of the file, 4 or more; left as it is
     * @return false also if there are fewer
     */
    public static boolean isArchive(ByteBuffer start) {
        ByteBuffer bytes = start.slice().order(ByteOrder.LITTLE_ENDIAN);
        return bytes.remaining() >= Integer.BYTES
                && (bytes.getInt(0) == DirectoryReader.LOCAL_SIGNATURE || bytes.getInt(0) == EndRecord.SIGNATURE);
    }

    /**
     * Reads and checks the directory of an archive.
     *
     * @param source the archive, not closed by this method
     * @param limits bounds the directory ({@code headerBytes}), the number of entries ({@code tensors} and 1,000 more)
     *     and the sum of their inflated sizes ({@code fileBytes})
     * @return its entries
     * @throws ModelFormatException if it is no zip archive, is damaged, encrypted, split, or exceeds a limit
     * @throws IOException if it cannot be read
     */
    public static ZipArchive open(ByteSource source, Limits limits) throws IOException {
        Map<String, ZipMember> members = new LinkedHashMap<>();
        for (ZipMember member : new DirectoryReader(source, limits).read(EndRecord.find(source))) {
            if (members.put(member.name(), member) != null) {
                throw new ModelFormatException(source.name() + ": two entries are named " + member.name());
            }
        }
        return new ZipArchive(members);
    }

    /**
     * All entries, in the order of the directory. A folder is an entry too, with a name that ends with {@code /}.
     *
     * @return unmodifiable; the names differ
     */
    public Collection<ZipMember> entries() {
        return members.values();
    }

    /**
     * The entry of a name, if there is one.
     *
     * @param name exactly as in the archive, with its folders
     * @return empty if there is none
     */
    public Optional<ZipMember> find(String name) {
        return Optional.ofNullable(members.get(name));
    }
}
