/**
 * A page to try a network in a browser, and the same over HTTP for programs, on the JDK's own server.
 *
 * <p>{@link io.github.resnetv2.server.PhotoServer} owns the threads and the port. Every request passes
 * {@link io.github.resnetv2.server.FrontDoor}, which turns whatever an {@link io.github.resnetv2.server.Endpoint} throws
 * into an answer. A client is not trusted: what it may send, how long it may take, and how many are served at a time is
 * bounded, see {@link io.github.resnetv2.server.ServerSettings}.
 *
 * <p>Nothing but the command line knows this package, and it works with the library's public types. Without the module
 * {@code jdk.httpserver} everything else runs as before.
 */
@NullMarked
package io.github.resnetv2.server;

import org.jspecify.annotations.NullMarked;
