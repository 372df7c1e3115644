package io.github.resnetv2.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the definitions of the two formats, computed in double precision from sign, exponent and fraction. */
final class HalfTest {
    private static final int INFINITY = 0x7c00;

    /** The value of 16 bits by IEEE 754's definition. */
    private static double halfValue(int bits) {
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * Math.pow(2, -24);
        } else {
            magnitude = (1024 + fraction) * Math.pow(2, exponent - 25);
        }
        return (bits & 0x8000) != 0 ? -magnitude : magnitude;
    }

    @Test
    void everyHalfBecomesTheFloatOfTheSameValue() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertEquals((float) halfValue(bits), Half.toFloat((short) bits), Integer.toHexString(bits));
        }
    }

    @Test
    void everyHalfComesBackFromItsFloatBitByBit() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short back = Half.fromFloat(Half.toFloat((short) bits));
            boolean nan = (bits & 0x7fff) > INFINITY;
            // The quiet bit is set on conversion, as every processor does.
            assertEquals((short) (nan ? bits | 0x200 : bits), back, Integer.toHexString(bits));
        }
    }

    @Test
    void roundsToTheNearestHalfAndTiesToEven() {
        for (int bits = 0; bits < INFINITY; bits++) {
            double low = halfValue(bits);
            // The number that would follow 65504 if the exponent went on decides where infinity begins.
            double high = bits + 1 == INFINITY ? 65536 : halfValue(bits + 1);
            float middle = (float) ((low + high) / 2);
            assertEquals((low + high) / 2, middle, "a tie is a float");
            int even = (bits & 1) == 0 ? bits : bits + 1;
            assertHalf(even, middle);
            assertHalf(bits, Math.nextDown(middle));
            assertHalf(bits + 1, Math.nextUp(middle));
        }
    }

    private static void assertHalf(int expected, float value) {
        assertEquals((short) expected, Half.fromFloat(value), () -> Float.toHexString(value));
        assertEquals((short) (expected | 0x8000), Half.fromFloat(-value), () -> Float.toHexString(-value));
    }

    @Test
    void keepsInfinitiesAndNotNumbersAndFlushesWhatIsTooSmall() {
        assertHalf(INFINITY, Float.POSITIVE_INFINITY);
        assertHalf(INFINITY, Float.MAX_VALUE);
        assertHalf(INFINITY, 65520);
        assertHalf(0x7bff, Math.nextDown(65520f));
        assertHalf(0, Float.MIN_VALUE);
        assertHalf(0, 0x1p-25f);
        assertHalf(1, Math.nextUp(0x1p-25f));
        for (int payload : new int[] {0x7f800001, 0x7fc00000, 0x7fffffff, 0xff800001}) {
            short half = Half.fromFloat(Float.intBitsToFloat(payload));
            assertTrue(Float.isNaN(Half.toFloat(half)), Integer.toHexString(payload));
        }
    }

    @Test
    void agreesWithTheDefinitionOnRandomFloats() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isNaN(value)) {
                continue;
            }
            int bits = Half.fromFloat(value) & 0xffff;
            double error = Math.abs(halfValue(bits) - value);
            if (Math.abs(value) < 65520) {
                for (int neighbour : new int[] {bits - 1, bits + 1}) {
                    assertTrue(
                            (neighbour & 0x7fff) > INFINITY
                                    || !(Math.abs(halfValue(neighbour & 0xffff) - value) < error),
                            () -> Float.toHexString(value));
                }
            } else {
                assertTrue(Double.isInfinite(halfValue(bits)), () -> Float.toHexString(value));
            }
        }
    }

    @Test
    void roundsToTheNearestBfloat16AndTiesToEven() {
        for (int bits = 0; bits < 0x7f80; bits++) {
            int low = bits << 16;
            int even = (bits & 1) == 0 ? bits : bits + 1;
            assertBfloat(bits, low);
            assertBfloat(bits, low | 0x7fff);
            assertBfloat(even, low | 0x8000);
            assertBfloat(bits + 1, low | 0x8001);
            assertBfloat(bits + 1, low | 0xffff);
        }
        assertBfloat(0x7f80, 0x7f800000);
        for (int nan : new int[] {0x7f800001, 0x7fffffff, 0xff80ffff}) {
            assertTrue(
                    Float.isNaN(Float.intBitsToFloat(Half.toBfloat16(Float.intBitsToFloat(nan)) << 16)),
                    Integer.toHexString(nan));
        }
    }

    private static void assertBfloat(int expected, int bits) {
        assertEquals((short) expected, Half.toBfloat16(Float.intBitsToFloat(bits)), Integer.toHexString(bits));
        assertEquals(
                (short) (expected | 0x8000),
                Half.toBfloat16(Float.intBitsToFloat(bits | 0x80000000)),
                Integer.toHexString(bits));
    }
}
