package io.github.resnetv2.server;

import java.time.Duration;
import java.util.Map;

/**
 * The bounds that the JDK's server itself holds. It reads them from system properties, once, when its first instance is
 * made; what stands on the command line wins.
 */
final class JdkSettings {
    private static final int HEADER_BYTES = 16 << 10;
    private static final int HEADERS = 100;

    /** So much of a body that was refused is read all the same: who is cut off in the middle would not see why. */
    private static final int DRAINED_BYTES = 64 << 20;

    private JdkSettings() {}

    static void apply(Duration deadline, int connections) {
        long seconds = Math.max(1, deadline.toSeconds());
        Map<String, Long> settings = Map.of(
                // Until a request has come completely, head and body: the answer to clients that send byte by byte.
                "sun.net.httpserver.maxReqTime", seconds,
                // From then until the answer has been taken.
                "sun.net.httpserver.maxRspTime", 2 * seconds,
                "sun.net.httpserver.maxReqHeaders", (long) HEADERS,
                "sun.net.httpserver.maxReqHeaderSize", (long) HEADER_BYTES,
                "sun.net.httpserver.drainAmount", (long) DRAINED_BYTES,
                "jdk.httpserver.maxConnections", (long) connections);
        settings.forEach((name, value) -> System.getProperties().putIfAbsent(name, value.toString()));
        // Head and body of an answer are two packets; without this the second waits 40 ms for the first one's receipt.
        System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
    }
}
