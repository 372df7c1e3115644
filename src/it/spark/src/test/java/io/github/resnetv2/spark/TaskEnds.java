package io.github.resnetv2.spark;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts how tasks end. */
final class TaskEnds extends SparkListener {
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
        if (event.taskInfo().successful()) {
            done.incrementAndGet();
        } else if (event.reason() instanceof ExecutorLostFailure) {
            lost.incrementAndGet();
        }
    }

    /** Tasks that gave their results. */
    int done() {
        return done.get();
    }

    /** Tasks that ended with the process they ran in. */
    int lost() {
        return lost.get();
    }
}
