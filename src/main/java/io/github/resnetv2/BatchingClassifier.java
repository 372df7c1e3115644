package io.github.resnetv2;

import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes single pictures from many threads and classifies them in batches, which costs less for each than one call a
 * picture.
 *
 * <p>A picture waits until {@link Batching#maxBatch} of them are there, or the first has waited
 * {@link Batching#maxDelay}. A batch has 1, 2, 4, 8, ... pictures, so that few plans are made. One thread at a time calls
 * the network, which uses its own {@link ResNetV2#withThreads threads}; the thread ends when it has had nothing to do for
 * a second.
 *
 * <p><b>Bits.</b> Under {@link Numerics#EXACT} an answer equals that of {@link Classifier#classify(RgbImage, int)} bit for
 * bit. Under {@link Numerics#FAST} the size of the batch decides how a layer is computed, and with it the last bits of a
 * probability; which sizes there are depends on what else comes in at the time.
 *
 * <p>Safe for use by any number of threads. Who forgets to close it loses nothing but the answers still to come when the
 * process ends.
 */
public final class BatchingClassifier implements AutoCloseable {
    private static final long IDLE_SECONDS = 1;

    private final Classifier classifier;
    private final Batching batching;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final ThreadPoolExecutor worker;
    private boolean closed;
    private long batches;
    private long pictures;

    private BatchingClassifier(Classifier classifier, Batching batching) {
        this.classifier = classifier;
        this.batching = batching;
        this.worker = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), BatchingClassifier::thread);
        worker.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "resnetv2-batches", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * A classifier in batches.
     *
     * @param classifier does the work
     * @param batching when a batch is full, and how many pictures may wait
     * @return with an empty queue
     */
    public static BatchingClassifier of(Classifier classifier, Batching batching) {
        return new BatchingClassifier(classifier, batching);
    }

    /**
     * Classifies a picture, soon. It is resized and normalised by the calling thread, so that the queue holds inputs of
     * the network and no photos.
     *
     * @param picture of any size
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first; or what the network threw. Cancelling it gives up the place in the
     *     queue at once; a call of the network ends early when all its pictures are cancelled. Dependent stages run on the
     *     thread that calls the network and hold up the next batch: long ones belong into {@code thenApplyAsync} and its like
     * @throws RejectedExecutionException if {@link Batching#maxQueue} pictures are waiting, or this is closed
     * @throws IllegalArgumentException if k is less than 1, or the picture cannot be resized
     */
    public CompletableFuture<List<Prediction>> classifyAsync(RgbImage picture, int k) {
        Classifier.requireCount(k);
        requirePlace();
        Waiting waiting = new Waiting(classifier.prepare(picture), k, System.nanoTime());
        lock.lock();
        try {
            requirePlace();
            queue.addLast(waiting);
            worker.execute(this::runBatch);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        CompletableFuture<?> unused = waiting.answer.whenComplete((answer, thrown) -> {
            if (waiting.answer.isCancelled()) {
                remove(waiting);
            }
        });
        return waiting.answer;
    }

    private void requirePlace() {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            if (queue.size() >= batching.maxQueue()) {
                throw new RejectedExecutionException("the queue is full: " + batching.maxQueue() + " pictures wait");
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(Waiting waiting) {
        lock.lock();
        try {
            queue.remove(waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Runs once for every picture that was put into the queue; finds nothing if others took it along. */
    private void runBatch() {
        try {
            List<Waiting> batch = nextBatch();
            if (!batch.isEmpty()) {
                compute(batch);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread while it works: close() does so only while it is idle.
            Thread.currentThread().interrupt();
        }
    }

    private List<Waiting> nextBatch() throws InterruptedException {
        lock.lock();
        try {
            List<Waiting> batch = compatible();
            while (!batch.isEmpty() && batch.size() < batching.maxBatch() && !closed) {
                long left = batch.get(0).since + batching.maxDelay().toNanos() - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                changed.awaitNanos(left);
                batch = compatible();
            }
            batch = batch.subList(0, Integer.highestOneBit(batch.size()));
            queue.removeAll(batch);
            if (!batch.isEmpty()) {
                batches++;
                pictures += batch.size();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** The first of the queue, and those behind it that have its shape; without resizing, shapes differ. */
    private List<Waiting> compatible() {
        List<Waiting> batch = new ArrayList<>();
        for (Waiting waiting : queue) {
            if (batch.size() < batching.maxBatch()
                    && (batch.isEmpty()
                            || waiting.input.shape().equals(batch.get(0).input.shape()))) {
                batch.add(waiting);
            }
        }
        return batch;
    }

    private void compute(List<Waiting> batch) {
        try {
            int most = batch.stream().mapToInt(waiting -> waiting.k).max().orElseThrow();
            Tensor inputs =
                    Inputs.together(batch.stream().map(waiting -> waiting.input).toList());
            List<List<Prediction>> answers = classifier.classifyPrepared(inputs, most, endOf(batch));
            for (int i = 0; i < batch.size(); i++) {
                Waiting waiting = batch.get(i);
                List<Prediction> answer = answers.get(i);
                waiting.answer.complete(answer.subList(0, Math.min(waiting.k, answer.size())));
            }
        } catch (RuntimeException | Error e) {
            if (batch.size() == 1 || e instanceof CancellationException) {
                batch.forEach(waiting -> waiting.answer.completeExceptionally(e));
            } else {
                // A batch may exceed a limit that each of its pictures keeps.
                batch.forEach(waiting -> compute(List.of(waiting)));
            }
        }
    }

    /** Ends the call when nobody waits for any of its answers. */
    private static Cancellation endOf(List<Waiting> batch) {
        Cancellation cancellation = Cancellation.create();
        CompletableFuture<?>[] answers =
                batch.stream().map(waiting -> waiting.answer).toArray(CompletableFuture<?>[]::new);
        CompletableFuture<?> unused =
                CompletableFuture.allOf(answers).whenComplete((all, thrown) -> cancellation.cancel());
        return cancellation;
    }

    /**
     * What has happened so far.
     *
     * @return a consistent look at all numbers
     */
    public Statistics statistics() {
        lock.lock();
        try {
            return new Statistics(queue.size(), batches, pictures);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more pictures, and returns when all that wait are answered. A thread that is interrupted meanwhile cancels
     * those instead, and waits only for the batch that is being computed. Must not be called in a dependent stage of an
     * answer: it would wait for itself.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        worker.shutdown();
        boolean interrupted = false;
        while (!worker.isTerminated()) {
            try {
                worker.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
                cancelWaiting();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void cancelWaiting() {
        List<Waiting> left;
        lock.lock();
        try {
            left = List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(waiting -> waiting.answer.cancel(false));
    }

    /**
     * What a {@link BatchingClassifier} has done.
     *
     * @param waiting pictures that wait now
     * @param batches calls of the network so far
     * @param pictures in all batches so far
     */
    public record Statistics(int waiting, long batches, long pictures) {}

    /** A picture that is ready for the network. Equal to itself only. */
    private static final class Waiting {
        final Tensor input;
        final int k;
        final long since;
        final CompletableFuture<List<Prediction>> answer = new CompletableFuture<>();

        Waiting(Tensor input, int k, long since) {
            this.input = input;
            this.k = k;
            this.since = since;
        }
    }
}
