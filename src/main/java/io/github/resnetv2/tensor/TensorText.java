package io.github.resnetv2.tensor;

import java.util.Locale;

/** A tensor as people read it: nested brackets, long dimensions cut in the middle as NumPy and PyTorch do. */
final class TensorText {
    private static final int EDGE = 3;

    private TensorText() {}

    static String of(Tensor tensor) {
        StringBuilder text = new StringBuilder("Tensor").append(tensor.shape());
        text.append(tensor.shape().rank() > 1 ? '\n' : ' '); // so that the rows of a matrix stand under each other
        append(tensor, text, 1);
        return text.toString();
    }

    private static void append(Tensor tensor, StringBuilder text, int indent) {
        if (tensor.shape().rank() == 0) {
            text.append(number(tensor.get()));
            return;
        }
        boolean innermost = tensor.shape().rank() == 1;
        int size = tensor.shape().size(0);
        text.append('[');
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                text.append(innermost ? ", " : ",\n" + " ".repeat(indent));
            }
            if (size > 2 * EDGE + 1 && i == EDGE) {
                text.append("...");
                i = size - EDGE - 1;
                continue;
            }
            append(tensor.select(0, i), text, indent + 1);
        }
        text.append(']');
    }

    private static String number(float value) {
        boolean plain = value == 0 || (Math.abs(value) >= 1e-3f && Math.abs(value) < 1e6f);
        return !plain || Float.isNaN(value) || Float.isInfinite(value)
                ? Float.toString(value)
                : String.format(Locale.ROOT, "%.4f", value);
    }
}
