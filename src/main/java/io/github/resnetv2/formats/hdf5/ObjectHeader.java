package io.github.resnetv2.formats.hdf5;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What describes a group or a dataset: a list of messages (specification, section IV.A.1.a, version 1).
 *
 * @param address of the header
 * @param messages in order, those of the continuations included
 */
record ObjectHeader(long address, List<Message> messages) {
    private static final int PREFIX_BYTES = 16;
    private static final int CONTINUATION = 0x10;

    /**
     * One message.
     *
     * @param type what it says, as numbered in the specification
     * @param shared whether its body is only a reference to where the message is
     * @param body its fields
     */
    record Message(int type, boolean shared, Fields body) {}

    /** A run of messages: the first follows the prefix, others are continuations. */
    private record Block(long address, long length) {}

    static ObjectHeader read(Hdf5Bytes file, long address) throws IOException {
        file.enter(address, "an object");
        Fields prefix = file.read(address, PREFIX_BYTES);
        int version = prefix.u8();
        if (version == 'O') {
            throw file.damaged(
                    address, "an object header of version 2, as h5py writes it with libver='latest', is not read");
        }
        if (version != 1) {
            throw file.damaged(address, "expected an object header of version 1, found " + version);
        }
        int count = prefix.skip(1).u16();
        long length = prefix.skip(4).u32();
        List<Message> messages = new ArrayList<>();
        Deque<Block> blocks = new ArrayDeque<>(List.of(new Block(address + PREFIX_BYTES, length)));
        while (!blocks.isEmpty() && messages.size() < count) {
            Block block = blocks.remove();
            Fields fields = file.read(block.address(), block.length());
            while (fields.remaining() >= 8 && messages.size() < count) {
                int type = fields.u16();
                int size = fields.u16();
                int flags = fields.u8();
                Fields body = fields.skip(3).take(size);
                messages.add(new Message(type, (flags & 2) != 0, body));
                if (type == CONTINUATION) {
                    Block next = new Block(body.i64(), body.i64());
                    file.enter(next.address(), "a continuation");
                    blocks.add(next);
                }
            }
        }
        if (messages.size() < count) {
            throw file.damaged(address, "expected " + count + " messages, found " + messages.size());
        }
        return new ObjectHeader(address, List.copyOf(messages));
    }

    boolean has(int type) {
        return messages.stream().anyMatch(message -> message.type() == type);
    }

    /** The first message of a type. */
    Optional<Message> find(int type) {
        return messages.stream().filter(message -> message.type() == type).findFirst();
    }
}
