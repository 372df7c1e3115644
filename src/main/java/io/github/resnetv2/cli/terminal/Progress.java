package io.github.resnetv2.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One line that shows how far some work has come and how long it will take, drawn over itself and removed at the end.
 * Not safe for use by several threads.
 */
public final class Progress implements AutoCloseable {
    private static final int BAR_WIDTH = 30;
    private static final long REDRAW_NANOS = 100_000_000;

    private final @Nullable PrintStream out;
    private final String what;
    private final long total;
    private final LongSupplier clock;
    private final long start;
    private long done;
    private long drawnAt;
    private int drawnWidth;

    /**
     * Progress from nothing.
     *
     * @param out the screen; null shows nothing
     * @param what names the work
     * @param total how many steps it has, at least 1
     * @param clock nanoseconds since any moment
     */
    Progress(@Nullable PrintStream out, String what, long total, LongSupplier clock) {
        this.out = out;
        this.what = what;
        this.total = total;
        this.clock = clock;
        this.start = clock.getAsLong();
        draw(start);
    }

    /** Counts one more step as done. */
    public void step() {
        done++;
        long now = clock.getAsLong();
        if (drawnWidth == 0 || now - drawnAt >= REDRAW_NANOS) {
            draw(now);
        }
    }

    /** Makes room for other lines; the next step draws again. */
    public void clear() {
        if (out != null && drawnWidth > 0) {
            out.print("\r" + " ".repeat(drawnWidth) + "\r");
            out.flush();
            drawnWidth = 0;
        }
    }

    /** Leaves nothing on the screen. */
    @Override
    public void close() {
        clear();
    }

    private void draw(long now) {
        if (out == null) {
            return;
        }
        int full = (int) (BAR_WIDTH * done / total);
        String line = String.format(
                Locale.ROOT,
                "%s  [%s%s]  %,d/%,d  %s",
                what,
                "#".repeat(full),
                "-".repeat(BAR_WIDTH - full),
                done,
                total,
                remaining(now - start));
        out.print("\r" + line + " ".repeat(Math.max(0, drawnWidth - line.length())));
        out.flush();
        drawnWidth = Math.max(drawnWidth, line.length());
        drawnAt = now;
    }

    /** By the mean time of the steps so far. */
    private String remaining(long elapsedNanos) {
        if (done == 0) {
            return "";
        }
        double seconds = elapsedNanos / 1e9 / done * (total - done);
        return "ETA " + Figures.duration(Math.round(seconds));
    }
}
