package io.github.resnetv2.engine;

/** A team of a caller and one helper, which looks for the call that it is sent to. */
final class Pair {
    final Team team = new Team(1);
    private final Team.Member helper = new Team.Member();
    private volatile int number;

    /** The caller's: sends the helper to the call that has begun. */
    void send() {
        team.seat(1, helper);
        number = team.call();
    }

    /** The helper's: waits until it is sent, and takes part. */
    void help() {
        while (number == 0) {
            Thread.onSpinWait();
        }
        team.help(helper, number, 1);
    }
}
