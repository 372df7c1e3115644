package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the part of HDF5 that Keras and h5py write by default: groups with symbol tables, and datasets of numbers in one
 * piece.
 *
 * <p>Every dataset becomes an entry under its path without the first slash, {@code conv1_conv/conv1_conv/kernel:0} or
 * {@code layers/conv2d/vars/0}, in alphabetical order of the paths' parts. Attributes that are numbers or text become
 * metadata under the path of their object, an at sign and their name: {@code @keras_version},
 * {@code conv1_conv@weight_names}; arrays are joined by line feeds.
 *
 * <p>Refused by name: compression and chunks, external, virtual and linked data, and the newer structures that h5py writes
 * on request (superblock 2 and 3, {@code libver='latest'}). Written after the HDF5 File Format Specification 3.0.
 */
public final class Hdf5Reader {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int SUPERBLOCK_BYTES = 100;
    private static final int LINK_INFO = 0x02;
    private static final int SYMBOL_TABLE = 0x11;
    /** Groups beside their datasets: Keras writes two for each layer. */
    private static final int OBJECTS_PER_TENSOR = 4;

    private final Hdf5Bytes file;
    private final GlobalHeap heap;
    private final Limits limits;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final long mostObjects;
    private long objects;
    private long bytes;

    private Hdf5Reader(ByteSource source, Limits limits) {
        this.file = new Hdf5Bytes(source, limits);
        this.heap = new GlobalHeap(file);
        this.limits = limits;
        this.mostObjects = (long) OBJECTS_PER_TENSOR * limits.tensors();
    }

    /**
     * Whether a file begins as HDF5 does.
     *
     * @param start the first bytes of the file, 8 or more; left as it is
     * @return false also if there are fewer
     */
    public static boolean isHdf5(ByteBuffer start) {
        return start.remaining() >= SIGNATURE.length
                && start.slice(start.position(), SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE));
    }

    /**
     * Opens an HDF5 file; values are read when asked for.
     *
     * @param source the file; belongs to the checkpoint from now on, but not if this method throws
     * @param limits bound the structure and the attributes ({@code headerBytes}), the number of datasets and their
     *     elements, and how deep groups nest
     * @return the checkpoint
     * @throws ModelFormatException if the file is damaged or uses a part of HDF5 that is not read; what and where is named
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        Hdf5Reader reader = new Hdf5Reader(source, limits);
        reader.addObject("", reader.root(), limits.nesting());
        return new Checkpoint(
                Format.HDF5, source.name(), StateDict.of(reader.entries), reader.metadata, Optional.empty(), source);
    }

    /** The address of the root group, from the superblock (specification, section II.A, versions 0 and 1). */
    private long root() throws IOException {
        ByteSource source = file.source();
        if (!isHdf5(source.slice(0, (int) Math.min(source.size(), SIGNATURE.length)))) {
            throw file.damaged(0, "expected the signature of HDF5");
        }
        Fields fields = file.read(SIGNATURE.length, 1);
        int version = fields.u8();
        if (version > 1) {
            throw file.damaged(
                    SIGNATURE.length,
                    "superblock version " + version + ", as h5py writes it with libver='latest', is not read; save the"
                            + " file again without it");
        }
        fields =
                file.read(SIGNATURE.length, SUPERBLOCK_BYTES - SIGNATURE.length).skip(5);
        int addressBytes = fields.u8();
        int lengthBytes = fields.u8();
        if (addressBytes != 8 || lengthBytes != 8) {
            throw file.damaged(
                    SIGNATURE.length,
                    "expected addresses and lengths of 8 bytes, found " + addressBytes + " and " + lengthBytes);
        }
        fields.skip(version == 0 ? 9 : 13);
        long base = fields.i64();
        long end = fields.skip(8).i64();
        if (base != 0 || end > source.size()) {
            throw file.damaged(
                    SIGNATURE.length,
                    "expected data from offset 0 to " + source.size() + ", found a file that says " + base + " to "
                            + end + ": truncated?");
        }
        return fields.skip(16).i64();
    }

    private void addObject(String path, long address, int depth) throws IOException {
        objects++;
        if (depth == 0 || objects > mostObjects) {
            throw file.damaged(
                    address,
                    path + ": nested deeper than " + limits.nesting() + " levels, or more than " + mostObjects
                            + " objects");
        }
        // Long names nested deep would make paths out of proportion to the file.
        file.charge(path.length(), address);
        ObjectHeader header = ObjectHeader.read(file, address);
        boolean bfloat16 = false;
        for (Attribute attribute : Attribute.of(header, file, heap, limits)) {
            String key = path + '@' + attribute.name();
            file.charge(key.length(), address);
            metadata.putIfAbsent(key, attribute.text());
            bfloat16 |= attribute.name().equals("dtype") && attribute.text().equals("bfloat16");
        }
        Optional<ObjectHeader.Message> table = header.find(SYMBOL_TABLE);
        if (Dataset.isDataset(header)) {
            addDataset(Dataset.entry(file, path, header, bfloat16, limits));
        } else if (table.isPresent()) {
            Map<String, Long> members = SymbolTable.members(file, table.get().body(), mostObjects);
            for (Map.Entry<String, Long> member : members.entrySet()) {
                String name = path.isEmpty() ? member.getKey() : path + '/' + member.getKey();
                addObject(name, member.getValue(), depth - 1);
            }
        } else if (header.has(LINK_INFO)) {
            throw file.damaged(
                    address,
                    "'" + path + "' is a group in the newer style, as h5py writes it with libver='latest', track_order"
                            + " or for external links, which is not read");
        } else {
            throw file.damaged(address, "'" + path + "' is neither a dataset nor a group");
        }
    }

    private void addDataset(Entry entry) throws ModelFormatException {
        entries.add(entry);
        bytes += entry.byteSize();
        // Datasets cannot share values, so together they fit into the file.
        if (entries.size() > limits.tensors() || bytes > file.source().size()) {
            throw new ModelFormatException(file.source().name() + ": expected " + limits.tensors() + " datasets of "
                    + file.source().size() + " bytes in all or fewer, found more at " + entry.name());
        }
    }
}
