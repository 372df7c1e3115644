package io.github.resnetv2.bench.export;

import io.github.resnetv2.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The pickle of a TorchScript module, {@code data.pkl}: an object whose attributes are tensors. Each tensor refers to a
 * storage, a file of the archive whose name is a number. Opcodes of pickle protocol 2, as torch.jit.save writes them.
 */
final class TorchPickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TorchPickle() {}

    /**
     * A module.
     *
     * @param type its class, such as {@code __torch__ Net}
     * @param tensors shapes of its attributes by name; the n-th one's storage is n
     */
    static byte[] module(String type, Map<String, Shape> tensors) {
        TorchPickle pickle = new TorchPickle();
        pickle.raw("\u0080\u0002").global(type).raw(")\u0081}(");
        pickle.text("training").raw("\u0089");
        int storage = 0;
        for (Map.Entry<String, Shape> tensor : tensors.entrySet()) {
            pickle.text(tensor.getKey()).tensor(storage++, tensor.getValue());
        }
        pickle.raw("ub.");
        return pickle.out.toByteArray();
    }

    /** {@code _rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, OrderedDict())}. */
    private void tensor(int storage, Shape shape) {
        global("torch._utils _rebuild_tensor_v2").raw("((");
        text("storage")
                .global("torch FloatStorage")
                .text(Integer.toString(storage))
                .text("cpu");
        integer(Math.toIntExact(shape.elements())).raw("tQ").integer(0);
        int[] sizes = shape.toArray();
        raw("(");
        for (int size : sizes) {
            integer(size);
        }
        raw("t(");
        for (int i = 0; i < sizes.length; i++) {
            int stride = 1;
            for (int j = i + 1; j < sizes.length; j++) {
                stride *= sizes[j];
            }
            integer(stride);
        }
        raw("t\u0089").global("collections OrderedDict").raw(")RtR");
    }

    private TorchPickle global(String moduleAndName) {
        return raw("c" + moduleAndName.replace(' ', '\n') + "\n");
    }

    private TorchPickle text(String value) {
        return raw("X").little(value.length()).raw(value);
    }

    private TorchPickle integer(int value) {
        return raw("J").little(value);
    }

    private TorchPickle little(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
        return this;
    }

    private TorchPickle raw(String bytes) {
        out.writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }
}
