/** What happens in a process that measures. */
package io.github.resnetv2.bench.measure;
