package io.github.resnetv2.kernel;

/**
 * Multiply and add, with one rounding where the processor has an instruction for it.
 *
 * <p>Without one, {@link Math#fma(float, float, float)} computes with {@code BigDecimal} and takes microseconds; the scalar
 * kernels then round the product too. The virtual machine does not tell which it is, so it is timed.
 */
final class Fma {
    /** Whether {@link Math#fma(float, float, float)} is an instruction. */
    static final boolean FAST = fast();

    /** Between the twenty nanoseconds of an instruction in the interpreter and the twenty thousand of the detour. */
    private static final int LIMIT_NANOSECONDS = 1000;

    private static final int CALLS = 4;
    private static final int TRIES = 8;

    private Fma() {}

    static float of(float a, float b, float c) {
        return FAST ? Math.fma(a, b, c) : a * b + c;
    }

    private static boolean fast() {
        float value = 1;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            for (int call = 0; call < CALLS; call++) {
                value = Math.fma(value, 0.999f, 0.001f);
            }
            // The second half cannot be true; it keeps the loop alive.
            if (System.nanoTime() - start < CALLS * LIMIT_NANOSECONDS || Float.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
