package io.github.resnetv2.bench.threads;

/** Threads that keep processors busy and do nothing. */
final class Spinners {
    private volatile boolean ended;

    Spinners(int count) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::spin, "spinner " + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void spin() {
        while (!ended) {
            Thread.onSpinWait();
        }
    }

    void end() {
        ended = true;
    }
}
