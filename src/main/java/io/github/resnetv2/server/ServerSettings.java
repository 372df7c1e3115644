package io.github.resnetv2.server;

import io.github.resnetv2.Batching;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Where a server listens and what it accepts.
 *
 * @param address the network interface; the loopback one cannot be reached from other machines
 * @param port 0 takes any free one
 * @param batching how requests that come at the same time share a call of the network; the queue bounds how many photos
 *     are in memory, decoded or not
 * @param deadline how long a request may take to come in, and from its head to its answer
 * @param maxBody bytes of a request's body
 * @param upright whether photos are turned as the camera says, which Python's loaders do not
 */
public record ServerSettings(
        InetAddress address, int port, Batching batching, Duration deadline, int maxBody, boolean upright) {
    /** The loopback interface, port 8080, 10 seconds, 16 MiB. */
    public static final ServerSettings DEFAULT = new ServerSettings(
            InetAddress.getLoopbackAddress(), 8080, Batching.DEFAULT, Duration.ofSeconds(10), 16 << 20, false);

    /**
     * These settings with another place to listen at.
     *
     * @param interfaceAddress the network interface
     * @param number the port
     * @return a changed copy
     */
    public ServerSettings withAddress(InetAddress interfaceAddress, int number) {
        return new ServerSettings(interfaceAddress, number, batching, deadline, maxBody, upright);
    }

    /**
     * These settings with other batches.
     *
     * @param value how requests share a call
     * @return a changed copy
     */
    public ServerSettings withBatching(Batching value) {
        return new ServerSettings(address, port, value, deadline, maxBody, upright);
    }

    /**
     * These settings with another deadline.
     *
     * @param value how long a request may take to come in, and from its head to its answer
     * @return a changed copy
     */
    public ServerSettings withDeadline(Duration value) {
        return new ServerSettings(address, port, batching, value, maxBody, upright);
    }

    /**
     * These settings with another bound on bodies.
     *
     * @param bytes at least 1
     * @return a changed copy
     */
    public ServerSettings withMaxBody(int bytes) {
        return new ServerSettings(address, port, batching, deadline, bytes, upright);
    }

    /**
     * These settings with photos turned or not.
     *
     * @param turned as the camera says
     * @return a changed copy
     */
    public ServerSettings withUpright(boolean turned) {
        return new ServerSettings(address, port, batching, deadline, maxBody, turned);
    }
}
