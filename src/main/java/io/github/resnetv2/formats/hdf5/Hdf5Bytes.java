package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The structural bytes of an HDF5 file: everything but the values of its datasets.
 *
 * <p>Addresses in a file may form circles, or name the same bytes again and again. So every block may be entered once,
 * and all that is read, and all text that is made of it, is charged to one account of {@link Limits#headerBytes} bytes.
 */
final class Hdf5Bytes {
    /** How a file says that something is not there. */
    static final long UNDEFINED = -1;

    private final ByteSource source;
    private final Set<Long> entered = new HashSet<>();
    private long left;

    Hdf5Bytes(ByteSource source, Limits limits) {
        this.source = source;
        this.left = limits.headerBytes();
    }

    ByteSource source() {
        return source;
    }

    /** The fields of so many bytes from an address on. */
    Fields read(long address, long length) throws IOException {
        charge(length, address);
        return new Fields(source.name(), address, source.slice(address, (int) length));
    }

    /** The fields of a block after its four-letter signature. */
    Fields read(long address, String signature, long length) throws IOException {
        Fields fields = read(address, length);
        for (int i = 0; i < signature.length(); i++) {
            if (fields.u8() != signature.charAt(i)) {
                throw damaged(address, "expected a block that begins with " + signature);
            }
        }
        return fields;
    }

    /** Marks a block as seen, which may happen once. */
    void enter(long address, String what) throws ModelFormatException {
        if (!entered.add(address)) {
            throw damaged(address, what + " is reached a second time");
        }
    }

    /** Takes from the account. */
    void charge(long bytes, long address) throws ModelFormatException {
        if (bytes < 0 || bytes > left) {
            throw damaged(address, "expected " + left + " more bytes of structure or fewer, found " + bytes);
        }
        left -= bytes;
    }

    ModelFormatException damaged(long address, String what) {
        return new ModelFormatException(source.name() + ": offset " + address + ": " + what);
    }
}
