/**
 * A strict little JSON reader and writer (RFC 8259), for what this library meets: safetensors headers, the config files
 * of Hugging Face and Keras, {@code --json} and HTTP.
 *
 * <p>{@link io.github.resnetv2.json.Json} is the value and the door. Documents are untrusted: depth, number of values
 * and the range of numbers are bounded while reading, and a name that stands twice in one object is an error.
 * Everything that can be wrong is a checked {@link io.github.resnetv2.json.JsonException}, which knows no file: whoever
 * reads a file catches it and adds the file's name.
 */
@NullMarked
package io.github.resnetv2.json;

import org.jspecify.annotations.NullMarked;
