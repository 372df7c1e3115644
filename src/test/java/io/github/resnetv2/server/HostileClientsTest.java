package io.github.resnetv2.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not keep to the rules: each is sent away, and the next one is served as if nothing had been. */
@Timeout(60)
class HostileClientsTest {
    private static final byte[] PNG = RunningServer.png(RunningServer.picture(0));
    private static final String POST = "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n";

    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(RunningServer.SETTINGS);
    }

    @AfterEach
    void othersAreStillServedAndNothingIsLeft() {
        try (RunningServer current = server) {
            assertEquals(200, current.send(current.post("image/png", PNG)).statusCode());
            // The request that asks is open itself.
            current.awaitMetric("resnetv2_http_requests_open", 1);
            assertEquals(0, current.metric("resnetv2_photos_waiting"));
        }
    }

    @Test
    void aBodyLargerThanAnnouncedIsReadAsFarAsAnnounced() throws IOException {
        String answer = server.raw(POST + "Content-Length: 5\r\n\r\n12345" + "6".repeat(1000) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 422 "), answer);
        assertTrue(!answer.contains("HTTP/1.1 200"), answer);
    }

    @Test
    void aBodyThatIsCutShortGivesNoResult() throws IOException {
        String answer = server.raw(POST + "Content-Length: 1000\r\n\r\n1234567890");
        assertTrue(!answer.contains(" 200 "), answer);
        assertTrue(!server.raw(POST + "Transfer-Encoding: chunked\r\n\r\n400\r\n1234567890")
                .contains(" 200 "));
    }

    /** Request smuggling needs a server that is unsure where a request ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Content Length: 5\r\n"
            })
    void lengthsThatContradictThemselvesAreRefused(String headers) throws IOException {
        String answer = server.raw(POST + headers + "\r\n12345");
        assertTrue(answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 501 "), answer);
        assertTrue(answer.contains("onnection: close"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "GET\r\n\r\n",
                "GET /\r\n\r\n",
                "\r\n\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "get / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void whatIsNoRequestIsNotAnswered(String bytes) throws IOException {
        String answer = server.raw(bytes);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
    }

    /** What the server says until it cuts the connection, which may take the answer with it. */
    private String until(String begin, String repeated, int times) throws IOException {
        try (Socket socket = server.socket()) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                OutputStream out = socket.getOutputStream();
                out.write(begin.getBytes(ISO_8859_1));
                byte[] piece = repeated.getBytes(ISO_8859_1);
                for (int i = 0; i < times; i++) {
                    out.write(piece);
                }
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // Cut off while sending.
            }
            return answer.toString(ISO_8859_1);
        }
    }

    @Test
    void headersWithoutEndAreCutOff() throws IOException {
        String begin = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
        assertTrue(!until(begin, "X-A: b\r\n", 10_000).contains(" 200 "));
        assertTrue(!until(begin + "X-A: ", "b".repeat(1000), 10_000).contains(" 200 "));
        assertTrue(!until("GET /", "a".repeat(1000), 10_000).contains(" 200 "));
    }

    /** A request that is whole, and so comes in time: what ends it is the bound on its headers. */
    @Test
    void moreOrLongerHeadersThanAllowedAreRefused() throws IOException {
        assertTrue(server.raw(withHeaders(50)).contains(" 200 "));
        assertTrue(!until(withHeaders(150), "", 0).contains(" 200 "));
        assertTrue(server.raw(withHeader(10 << 10)).contains(" 200 "));
        assertTrue(!until(withHeader(20 << 10), "", 0).contains(" 200 "));
    }

    /** Of different names: the server counts names. */
    private static String withHeaders(int count) {
        String headers =
                IntStream.range(0, count).mapToObj(i -> "X-" + i + ": b\r\n").collect(Collectors.joining());
        return "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    }

    private static String withHeader(int length) {
        return "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-A: " + "b".repeat(length)
                + "\r\n\r\n";
    }

    @Test
    void chunksWithoutEndAreCutOff() throws IOException {
        String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
        // About 400 MB: much more than is read of a body that was refused.
        String answer = until(POST + "Transfer-Encoding: chunked\r\n\r\n", chunk, 100_000);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 413 "), answer);
    }

    @Test
    void clientsThatSendByteByByteHoldNobodyUpAndAreCutOff() throws IOException, InterruptedException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            Socket socket = server.socket();
            String begin = List.of("GET / HT", POST + "Content-Le", POST + "Content-Length: 500\r\n\r\nabc")
                    .get(i % 3);
            socket.getOutputStream().write(begin.getBytes(ISO_8859_1));
            slow.add(socket);
        }
        AtomicLong trickled = new AtomicLong();
        Thread trickle = new Thread(() -> trickle(slow, trickled), "trickle");
        trickle.setDaemon(true);
        trickle.start();
        for (int i = 0; i < 10; i++) {
            assertEquals(200, server.send(server.post("image/png", PNG)).statusCode());
        }
        for (Socket socket : slow) {
            try (socket) {
                // Ends when the server cuts the connection: the time a socket may wait is ten times as long.
                assertTrue(!new String(socket.getInputStream().readAllBytes(), ISO_8859_1).contains(" 200 "));
            } catch (SocketException e) {
                // Cut off, too.
            }
        }
        trickle.join();
        // Nobody was idle when cut off: a request may take two seconds, in which every socket has had several bytes.
        assertTrue(trickled.get() > 5 * 90, () -> trickled + " bytes");
    }

    /** One more byte to each every tenth of a second, until it is cut off. */
    private static void trickle(List<Socket> sockets, AtomicLong sent) {
        List<Socket> open = new ArrayList<>(sockets);
        while (!open.isEmpty()) {
            for (Iterator<Socket> each = open.iterator(); each.hasNext(); ) {
                try {
                    each.next().getOutputStream().write('a');
                    sent.incrementAndGet();
                } catch (IOException e) {
                    each.remove();
                }
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aFloodOfConnectionsTakesNoMoreThreadsThanThereArePlaces() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Socket socket = server.socket();
            sockets.add(socket);
            try {
                socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n".getBytes(ISO_8859_1));
            } catch (SocketException e) {
                // Turned away already.
            }
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("resnetv2-http"))
                .count();
        assertTrue(threads <= 256, () -> threads + " threads");
        for (Socket socket : sockets) {
            try (socket) {
                // Ends at once for those that were turned away, for the others when their time is over.
                assertEquals(-1, socket.getInputStream().read());
            } catch (SocketException e) {
                // The same, said otherwise.
            }
        }
    }

    /** A small file that says it is large. */
    @Test
    void aPictureThatWouldTakeAllMemoryIsRefusedByItsHeader() throws IOException {
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(ISO_8859_1))
                .putInt(60_000)
                .putInt(60_000)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(header);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1));
        png.write(ByteBuffer.allocate(4).putInt(13).array());
        png.write(header);
        png.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
        HttpResponse<String> response = server.send(server.post("image/png", png.toByteArray()));
        assertEquals(422, response.statusCode());
        assertTrue(RunningServer.error(response).contains("60000 x 60000"), response::body);
    }
}
