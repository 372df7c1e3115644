package io.github.resnetv2.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends running calls early: by hand, or when a time has passed.
 *
 * <p>Handed to any number of calls, of any models; all of them end with a {@link CallCancelledException}, and so does every
 * later call that gets it. Safe for use by any number of threads.
 */
public final class Cancellation {
    private final boolean limited;
    private final long deadline;
    private volatile boolean cancelled;

    private Cancellation(boolean limited, long deadline) {
        this.limited = limited;
        this.deadline = deadline;
    }

    /**
     * One that waits for {@link #cancel}.
     *
     * @return not cancelled
     */
    public static Cancellation create() {
        return new Cancellation(false, 0);
    }

    /**
     * One with a deadline, which {@link #cancel} may come before.
     *
     * @param time from now on; zero or less has passed already
     * @return cancelled by itself when the time has passed
     */
    public static Cancellation after(Duration time) {
        // Two times are compared by their difference: half the range of a long, 146 years, is as good as for ever.
        boolean endless = time.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0;
        long nanos = endless || time.isNegative() ? 0 : time.toNanos();
        return new Cancellation(!endless, System.nanoTime() + nanos);
    }

    /** Ends the calls that have this. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Whether calls that have this are to end.
     *
     * @return true from then on
     */
    public boolean isCancelled() {
        return cancelled || limited && System.nanoTime() - deadline >= 0;
    }

    /**
     * Why calls that have this are to end.
     *
     * @return {@link CallCancelledException.Reason#CANCELLED} or {@link CallCancelledException.Reason#DEADLINE}; null while
     *     they are not
     */
    public CallCancelledException.@Nullable Reason reason() {
        if (cancelled) {
            return CallCancelledException.Reason.CANCELLED;
        }
        return isCancelled() ? CallCancelledException.Reason.DEADLINE : null;
    }
}
