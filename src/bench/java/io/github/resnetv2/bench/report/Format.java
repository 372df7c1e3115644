package io.github.resnetv2.bench.report;

import java.util.Locale;

/** Figures for readers. */
final class Format {
    private Format() {}

    /** Three digits are enough: {@code 9.87}, {@code 98.7}, {@code 987}. */
    static String figure(double value) {
        return decimal(value, value < 10 ? 2 : value < 100 ? 1 : 0);
    }

    static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** A million bytes. */
    static String megabytes(double bytes) {
        return decimal(bytes / 1e6, bytes < 10e6 ? 1 : 0);
    }
}
