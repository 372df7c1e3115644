package io.github.resnetv2.weights;

/**
 * Conversions of the two 16-bit float types, rounding to nearest even as PyTorch does.
 *
 * <p>{@code Float.float16ToFloat} exists from JDK 20 on only.
 */
public final class Half {
    private Half() {}

    /**
     * An IEEE 754 half as a float: exact.
     *
     * @param bits sign, 5 bits of exponent, 10 of fraction
     * @return the same number
     */
    public static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
        }
        if (exponent == 0) {
            // A subnormal half is a small multiple of 2^-24, which a float holds as a normal number.
            float magnitude = fraction * 0x1p-24f;
            return sign != 0 ? -magnitude : magnitude;
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }

    /**
     * A float rounded to the nearest IEEE 754 half, ties to even; from 65,520 on it becomes infinite.
     *
     * @param value any number
     * @return sign, 5 bits of exponent, 10 of fraction
     */
    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
        }
        if (magnitude >= 0x47800000) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) {
            // Below the smallest normal half: adding 2^23 * 2^-24 = 0.5 makes the float unit round at 2^-24.
            float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | (Float.floatToRawIntBits(rounded) - 0x3f000000));
        }
        int odd = (magnitude >>> 13) & 1;
        // The carry of the rounding may run into the exponent, up to infinity: that is what IEEE 754 asks for.
        return (short) (sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13));
    }

    /**
     * A float rounded to the nearest bfloat16, ties to even.
     *
     * @param value any number
     * @return the upper half of the rounded float
     */
    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fffffff) > 0x7f800000) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
