package io.github.resnetv2;

import java.util.Locale;

/**
 * What a warm-up did.
 *
 * @param runs how many times the network ran
 * @param firstMillis the first run, which compiles the plan and packs the weights
 * @param lastMillis the last run
 * @param totalMillis all runs and the check of the kernels
 * @param kernels which inner loops run, and why
 */
public record WarmUp(int runs, double firstMillis, double lastMillis, double totalMillis, String kernels) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d runs in %.0f ms: first %.0f ms, last %.1f ms, %s",
                runs,
                totalMillis,
                firstMillis,
                lastMillis,
                kernels);
    }
}
