package io.github.resnetv2.evaluate;

/**
 * Something that was left out, which did not keep the rest from being used.
 *
 * @param reason names it and says why, in one line
 * @param photos how many photos are missing for it; 0 for an empty folder
 */
public record Omission(String reason, int photos) {}
