package io.github.resnetv2;

import io.github.resnetv2.PhotoBatch.Prepared;
import io.github.resnetv2.PhotoBatch.Results;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.CallCancelledException.Reason;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Sends photos in files through a network, batch after batch: some threads decode and prepare while the caller runs the network.
 *
 * <p>What is in memory does not depend on the number of photos: one decoded photo for each thread and the inputs of three
 * batches. Which photos share a batch follows from the photos and their order alone, so the same list gets the same bits
 * again.
 */
final class PhotoPipeline {
    private final Iterator<Path> photos;
    private final Preparation preparation;
    private final ExecutorService threads;
    private final Deque<Future<Prepared>> ahead = new ArrayDeque<>();

    private PhotoPipeline(Iterator<Path> photos, Preparation preparation, ExecutorService threads) {
        this.photos = photos;
        this.preparation = preparation;
        this.threads = threads;
    }

    /** From a file to the input of a network, {@code [1, 3, H, W]}. */
    interface Preparation {
        Tensor prepare(Path photo) throws IOException;
    }

    /**
     * Sends every photo through.
     *
     * @param network from a batch of inputs to an answer for each
     * @param decoders how many threads prepare photos; they end with this call
     * @throws CallCancelledException if this thread is interrupted; it is interrupted still
     */
    static <A> void run(
            Iterable<Path> photos,
            Preparation preparation,
            Function<Tensor, List<A>> network,
            int decoders,
            Results<A> results) {
        ExecutorService threads = Executors.newFixedThreadPool(decoders, task -> {
            Thread thread = new Thread(task, "resnetv2-photos");
            thread.setDaemon(true);
            return thread;
        });
        try {
            PhotoPipeline pipeline = new PhotoPipeline(photos.iterator(), preparation, threads);
            for (List<Prepared> batch = pipeline.take(); !batch.isEmpty(); batch = pipeline.take()) {
                PhotoBatch.run(batch, network, results);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The next photos, in order; twice as many others are on their way when this returns. */
    private List<Prepared> take() {
        List<Prepared> batch = new ArrayList<>(PhotoBatch.MOST);
        lookAhead();
        while (batch.size() < PhotoBatch.MOST && !ahead.isEmpty()) {
            batch.add(await(ahead.remove()));
            lookAhead();
        }
        return batch;
    }

    private void lookAhead() {
        while (ahead.size() < 2 * PhotoBatch.MOST && photos.hasNext()) {
            Path photo = photos.next();
            ahead.add(threads.submit(() -> prepare(photo)));
        }
    }

    private Prepared prepare(Path photo) {
        try {
            return new PhotoBatch.Ready(photo, preparation.prepare(photo));
        } catch (IOException | IllegalArgumentException e) {
            return new PhotoBatch.Refused(photo, e);
        }
    }

    private static Prepared await(Future<Prepared> photo) {
        try {
            return photo.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CallCancelledException) new CallCancelledException(Reason.INTERRUPTED).initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a photo could not be prepared", e.getCause());
        }
    }
}
