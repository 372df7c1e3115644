package io.github.resnetv2.weights;

/**
 * How a stored number is laid out, little-endian. The constants carry the names that safetensors gives them.
 */
public enum DType {
    /** IEEE 754 single precision. */
    F32(4, true),
    /** IEEE 754 half precision. */
    F16(2, true),
    /** The upper half of a single: 8 bits of exponent, 7 of fraction. */
    BF16(2, true),
    /** IEEE 754 double precision; rounded to single when read. */
    F64(8, true),
    /** Signed 64-bit integer. */
    I64(8, false),
    /** Signed 32-bit integer. */
    I32(4, false),
    /** Signed 16-bit integer. */
    I16(2, false),
    /** Signed byte. */
    I8(1, false),
    /** Unsigned 64-bit integer. */
    U64(8, false),
    /** Unsigned 32-bit integer. */
    U32(4, false),
    /** Unsigned 16-bit integer. */
    U16(2, false),
    /** Unsigned byte. */
    U8(1, false),
    /** One byte, zero for false. */
    BOOL(1, false);

    private final int bytes;
    private final boolean floating;

    DType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /**
     * The size of one element.
     *
     * @return in bytes
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether the numbers have a fraction; only such tensors can be weights.
     *
     * @return false for integers and truth values
     */
    public boolean isFloating() {
        return floating;
    }
}
