package io.github.resnetv2.limits;

import java.util.concurrent.CancellationException;

/**
 * A call that ended before it had a result, because somebody wanted it to.
 *
 * <p>The model is as usable as before. After {@link Reason#INTERRUPTED} the thread's interrupt status is still set, as it is
 * after every exception that is not an {@link InterruptedException}.
 */
public final class CallCancelledException extends CancellationException {
    private static final long serialVersionUID = 1;

    /** Why a call ended. */
    public enum Reason {
        /** {@link Cancellation#cancel} was called. */
        CANCELLED("cancelled"),
        /** The time of the {@link Cancellation} has passed. */
        DEADLINE("the deadline has passed"),
        /** The thread of the call was interrupted. */
        INTERRUPTED("interrupted");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    /** Why the call ended. */
    private final Reason reason;

    /** The step that was not finished, from 1; 0 if none had begun. */
    private final int step;

    /** How many steps there would have been. */
    private final int steps;

    /**
     * Before the first step.
     *
     * @param reason why
     */
    public CallCancelledException(Reason reason) {
        super(reason.words + " before the first step");
        this.reason = reason;
        this.step = 0;
        this.steps = 0;
    }

    /**
     * In a step.
     *
     * @param reason why
     * @param step the number of the step that was not finished, from 1
     * @param steps how many steps there are
     * @param layer which layer the step computes
     */
    public CallCancelledException(Reason reason, int step, int steps, String layer) {
        super(reason.words + " in step " + step + " of " + steps + " (" + layer + ")");
        this.reason = reason;
        this.step = step;
        this.steps = steps;
    }

    /**
     * Why the call ended.
     *
     * @return the reason found first
     */
    public Reason reason() {
        return reason;
    }

    /**
     * The step that was not finished; a batch may pass the first steps image by image, and so more than once.
     *
     * @return from 1; 0 if none had begun
     */
    public int step() {
        return step;
    }

    /**
     * How many steps the call would have taken.
     *
     * @return 0 if none had begun
     */
    public int steps() {
        return steps;
    }
}
