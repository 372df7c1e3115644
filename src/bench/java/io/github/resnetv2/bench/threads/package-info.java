/** What {@code docs/threads.md} says of time: how soon a call ends, and what many models in one process cost. */
package io.github.resnetv2.bench.threads;
