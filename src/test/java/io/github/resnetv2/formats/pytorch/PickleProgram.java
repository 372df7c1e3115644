package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, so that a test can write those that Python would not. */
final class PickleProgram {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Opcodes without arguments, or any bytes, one a character. */
    PickleProgram raw(String characters) {
        bytes.writeBytes(characters.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleProgram global(String module, String name) {
        return raw("c" + module + '\n' + name + '\n');
    }

    PickleProgram text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return raw("X").int32(utf8.length).bytes(utf8);
    }

    PickleProgram whole(long value) {
        if (value == (int) value) {
            return raw("J").int32((int) value);
        }
        return raw("\u008a\b")
                .bytes(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    PickleProgram tuple(long... values) {
        raw("(");
        for (long value : values) {
            whole(value);
        }
        return raw("t");
    }

    PickleProgram int32(int value) {
        return bytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    PickleProgram bytes(byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    /** Pushes a float storage. */
    PickleProgram storage(String key, long elements) {
        return raw("(").text("storage")
                .global("torch", "FloatStorage")
                .text(key)
                .text("cpu")
                .whole(elements)
                .raw("tQ");
    }

    /** Pushes a float tensor that looks into a storage. */
    PickleProgram tensor(String key, long elements, long offset, long[] sizes, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .raw("(")
                .storage(key, elements)
                .whole(offset)
                .tuple(sizes)
                .tuple(strides)
                .raw("\u0089}tR");
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** Runs the program, with a STOP at its end. */
    Value run() throws IOException {
        return run(Limits.DEFAULT);
    }

    Value run(Limits limits) throws IOException {
        raw(".");
        ByteSource source = ByteSource.of(ByteBuffer.wrap(toBytes()), "test.pkl");
        return new Unpickler(new PickleBytes(source, source.size()), limits).load();
    }
}
