package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.pytorch.Value.Dict;
import io.github.resnetv2.formats.pytorch.Value.Sequence;
import io.github.resnetv2.formats.pytorch.Value.Storage;
import io.github.resnetv2.formats.pytorch.Value.Text;
import io.github.resnetv2.formats.pytorch.Value.Whole;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The container of PyTorch before 1.6, {@code _legacy_save} of {@code torch/serialization.py}: five pickles in a row
 * (magic number, protocol version, facts about the writer's machine, the object, the keys of its storages), then for each
 * key the number of elements as 64 bits and the elements, always little-endian.
 */
final class LegacyContainer {
    /** The first pickle: protocol 2, a ten-byte integer 0x1950a86a20f9469cfc6c, stop. */
    private static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");

    private static final Whole PROTOCOL = new Whole(1001);

    private LegacyContainer() {}

    static boolean isLegacy(ByteBuffer start) {
        return start.remaining() >= MAGIC.length
                && start.slice(start.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        PickleBytes in = new PickleBytes(source, Math.min(source.size(), limits.headerBytes()));
        in.skip(MAGIC.length);
        Value protocol = new Unpickler(in, limits).load();
        if (!protocol.equals(PROTOCOL)) {
            throw in.damaged("expected protocol version 1001, found " + protocol.describe());
        }
        if (!(new Unpickler(in, limits).load() instanceof Dict)) {
            throw in.damaged("expected a dictionary of facts about the writer's machine");
        }
        Unpickler object = new Unpickler(in, limits);
        Value root = object.load();
        if (!(new Unpickler(in, limits).load() instanceof Sequence keys)) {
            throw in.damaged("expected the list of storage keys");
        }
        Contents contents = Contents.of(root, source.name());
        Map<String, Long> offsets = offsets(source, in.position(), keys, object.storages());
        Storages storages = storage -> {
            Long offset = offsets.get(storage.key());
            if (offset == null) {
                throw new ModelFormatException(
                        source.name() + ": storage " + Value.shown(storage.key()) + " is not in the file");
            }
            return new Storages.Place(source, offset);
        };
        return new Checkpoint(
                Format.PYTORCH_LEGACY,
                source.name(),
                storages.entries(contents.views(), ByteOrder.LITTLE_ENDIAN, source, limits),
                contents.metadata(),
                Optional.empty(),
                source);
    }

    /** Walks the storages, which follow each other in the order of the keys up to the end of the file. */
    private static Map<String, Long> offsets(
            ByteSource source, long start, Sequence keys, Map<String, Storage> storages) throws IOException {
        Map<String, Long> offsets = new HashMap<>();
        long at = start;
        for (Value key : keys.items()) {
            Storage storage = key instanceof Text text ? storages.get(text.text()) : null;
            if (storage == null || storage.dtype() == null) {
                throw new ModelFormatException(
                        source.name() + ": offset " + at + ": a storage that no tensor describes, " + key.describe());
            }
            long count = source.slice(at, Long.BYTES).getLong();
            at += Long.BYTES;
            if (count != storage.bytes() / storage.dtype().bytes() || storage.bytes() > source.size() - at) {
                throw new ModelFormatException(
                        source.name() + ": offset " + at + ": storage " + Value.shown(storage.key())
                                + " of " + storage.bytes() + " bytes, found " + count + " elements and "
                                + (source.size() - at) + " bytes up to the end");
            }
            if (offsets.put(storage.key(), at) != null) {
                throw new ModelFormatException(source.name() + ": offset " + at + ": storage "
                        + Value.shown(storage.key()) + " is stored twice");
            }
            at += storage.bytes();
        }
        if (at != source.size()) {
            throw new ModelFormatException(source.name() + ": expected the file to end at offset " + at + ", found "
                    + (source.size() - at) + " more bytes");
        }
        return offsets;
    }
}
