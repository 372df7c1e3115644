package io.github.resnetv2.engine;

/** Where helper threads come from. */
interface HelperSource {
    /** The most threads that can be at work: the processors. */
    int processors();

    /** Sends helpers to the team of a call that has begun; returns how many may come. */
    int join(Team team);

    /** The team's call ends: closes the team. Helpers that have not come yet will not. */
    void leave(Team team);
}
