package io.github.resnetv2.image;

/**
 * The colours of heat, from cold to hot: dark violet, red, orange, pale yellow. Each is lighter than the one before it, so
 * the order can be seen without telling red from green, and in grey print.
 */
final class HeatColours {
    private static final int COUNT = 256;

    private static final int[] STOPS = {0x14093d, 0x4a1173, 0x8b2176, 0xc83a56, 0xee6c2f, 0xf9ab37, 0xfdf3ae};

    private HeatColours() {}

    /** The colours in order, each {@code 0xRRGGBB}. */
    static int[] table() {
        int[] table = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            double place = i * (STOPS.length - 1.0) / (COUNT - 1);
            int stop = Math.min((int) place, STOPS.length - 2);
            table[i] = mix(STOPS[stop], STOPS[stop + 1], place - stop);
        }
        return table;
    }

    /** Two colours, {@code part} of the second. */
    static int mix(int first, int second, double part) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = first >> shift & 0xff;
            int b = second >> shift & 0xff;
            mixed |= (int) Math.rint(a + (b - a) * part) << shift;
        }
        return mixed;
    }
}
