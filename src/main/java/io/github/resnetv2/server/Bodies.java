package io.github.resnetv2.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients send into memory. Memory is taken as bytes come, not as they are announced, and all bodies together
 * have a bound: many clients that send slowly hold no more than they have sent.
 *
 * <p>Safe for use by any number of threads.
 */
final class Bodies {
    private static final int PIECE = 1 << 16;

    private final int maxBody;
    private final Semaphore free;

    /**
     * No bodies yet.
     *
     * @param maxBody bytes of one
     * @param maxTotal bytes of all at a time
     */
    Bodies(int maxBody, long maxTotal) {
        this.maxBody = maxBody;
        // One more than the bytes need: the end of a body of full pieces is seen in a further one.
        this.free = new Semaphore((int) Math.min(Integer.MAX_VALUE, maxTotal / PIECE + 1));
    }

    /** Does something with a body, which counts against the bound until then. */
    @FunctionalInterface
    interface Use {
        Answer apply(Body body) throws Refusal, IOException, InterruptedException;
    }

    /** What a client has sent, and how much of the bound it counts. */
    static final class Body {
        private byte[] bytes = {};
        private int pieces;

        /** Hands the bytes over: they are held by nobody else, so that a form is forgotten when its photo was taken out. */
        byte[] take() {
            byte[] taken = bytes;
            bytes = new byte[0];
            return taken;
        }
    }

    /**
     * Reads the body of a request and uses it.
     *
     * @param announced the length in the request's head, if there is one
     * @param in from the first byte on
     * @throws Refusal if it is too large, comes too slowly, or there is no memory for it now
     * @throws IOException if it is not complete
     */
    Answer with(@Nullable String announced, InputStream in, Deadline deadline, Use use)
            throws Refusal, IOException, InterruptedException {
        requireLength(announced);
        Body body = new Body();
        try {
            read(in, deadline, body);
            return use.apply(body);
        } finally {
            free.release(body.pieces);
        }
    }

    private void requireLength(@Nullable String announced) throws Refusal {
        // The server has already refused what is not a number.
        if (announced != null && Long.parseLong(announced) > maxBody) {
            throw tooLarge(announced);
        }
    }

    private Refusal tooLarge(String found) {
        return new Refusal(413, "body: expected at most " + maxBody + " bytes, found " + found);
    }

    private void read(InputStream in, Deadline deadline, Body body) throws Refusal, IOException {
        List<byte[]> pieces = new ArrayList<>();
        int length = 0;
        while (true) {
            if (deadline.left() <= 0) {
                throw Refusal.late();
            }
            if (!free.tryAcquire()) {
                throw Refusal.busy("too many bytes are on their way; try again");
            }
            body.pieces++;
            byte[] piece = new byte[PIECE];
            pieces.add(piece);
            int count = in.readNBytes(piece, 0, PIECE);
            length += count;
            if (length > maxBody) {
                throw tooLarge("more");
            }
            if (count < PIECE) {
                body.bytes = joined(pieces, length);
                return;
            }
        }
    }

    private static byte[] joined(List<byte[]> pieces, int length) {
        byte[] all = new byte[length];
        for (int i = 0; i < pieces.size(); i++) {
            int at = i * PIECE;
            System.arraycopy(pieces.get(i), 0, all, at, Math.min(PIECE, length - at));
        }
        return all;
    }
}
