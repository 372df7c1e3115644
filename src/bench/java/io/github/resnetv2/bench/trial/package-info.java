/** What a process is asked to measure, what it answers, and the file that keeps both. */
package io.github.resnetv2.bench.trial;
