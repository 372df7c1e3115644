package io.github.resnetv2.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.Batching;
import io.github.resnetv2.Prediction;
import io.github.resnetv2.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many at a time, more than can be served, and the end. */
@Timeout(120)
class ManyClientsTest {
    private static final byte[] PNG = RunningServer.png(RunningServer.picture(0));

    private static ServerSettings with(int maxBatch, Duration delay, int maxQueue) {
        return RunningServer.SETTINGS.withBatching(new Batching(maxBatch, delay, maxQueue));
    }

    /** Threads of servers, those of the JDK's own included. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("resnetv2-http")
                        || name.startsWith("resnetv2-batches")
                        || name.equals("HTTP-Dispatcher")
                        || name.equals("idle-timeout-task")
                        || name.equals("req-rsp-timeout-task"))
                .collect(Collectors.toSet());
    }

    private static void assertNoThreads() throws InterruptedException {
        // Threads that were told to end may take a moment.
        for (int i = 0; i < 500 && !threads().isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertEquals(Set.of(), threads());
    }

    private static List<Integer> ask(RunningServer server, int client) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = client * 4 + i;
            HttpResponse<String> response =
                    server.send(server.post("image/png", RunningServer.png(RunningServer.picture(number))));
            statuses.add(response.statusCode());
            List<Prediction> expected = RunningServer.CLASSIFIER.classify(RunningServer.picture(number), 3);
            List<Json> items = RunningServer.json(response).get("predictions").array();
            for (int rank = 0; rank < 3; rank++) {
                Json.Obj item = items.get(rank).object();
                assertEquals(expected.get(rank).index(), item.get("index").integer());
                assertEquals(expected.get(rank).probability(), (float)
                        item.get("probability").number());
            }
        }
        return statuses;
    }

    @Test
    void sixtyFourClientsAtATimeGetTheirOwnAnswersToTheBitAndNoThreadIsLeft() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(64);
        try (RunningServer server = new RunningServer(with(8, Duration.ofMillis(2), 64))) {
            List<Future<List<Integer>>> answers = new ArrayList<>();
            for (int client = 0; client < 64; client++) {
                int number = client;
                answers.add(clients.submit(() -> ask(server, number)));
            }
            for (Future<List<Integer>> answer : answers) {
                assertEquals(List.of(200, 200, 200, 200), answer.get(60, TimeUnit.SECONDS));
            }
            assertEquals(256, server.metric("resnetv2_batched_photos_total"));
            assertTrue(server.metric("resnetv2_batches_total") < 256, "no two photos ever shared a batch");
        } finally {
            clients.shutdownNow();
        }
        assertNoThreads();
    }

    private static CompletableFuture<HttpResponse<String>> later(RunningServer server) {
        return CompletableFuture.supplyAsync(
                () -> server.send(server.post("image/png", PNG)), runnable -> new Thread(runnable).start());
    }

    @Test
    void whoFindsTheQueueFullIsToldToComeBackAndWhoWaitsTooLongThatItIsLate() throws Exception {
        ServerSettings settings = with(64, Duration.ofMinutes(10), 2).withDeadline(Duration.ofSeconds(5));
        try (RunningServer server = new RunningServer(settings)) {
            CompletableFuture<HttpResponse<String>> first = later(server);
            CompletableFuture<HttpResponse<String>> second = later(server);
            server.awaitMetric("resnetv2_photos_waiting", 2);
            HttpResponse<String> third = server.send(server.post("image/png", PNG));
            assertEquals(503, third.statusCode());
            assertEquals("the queue is full; try again", RunningServer.error(third));
            assertEquals("1", third.headers().firstValue("retry-after").orElse(""));
            for (CompletableFuture<HttpResponse<String>> waiting : List.of(first, second)) {
                HttpResponse<String> late = waiting.get(30, TimeUnit.SECONDS);
                assertEquals(504, late.statusCode());
                assertEquals("the deadline has passed", RunningServer.error(late));
            }
            // Who was late has given up the place in the queue.
            assertEquals(0, server.metric("resnetv2_photos_waiting"));
            assertEquals(0, server.metric("resnetv2_batches_total"));
            CompletableFuture<HttpResponse<String>> fourth = later(server);
            server.awaitMetric("resnetv2_photos_waiting", 1);
            assertEquals(504, fourth.get(30, TimeUnit.SECONDS).statusCode());
        }
        assertNoThreads();
    }

    @Test
    void whatHasComeInIsAnsweredBeforeTheEnd() throws Exception {
        RunningServer server = new RunningServer(with(64, Duration.ofMillis(700), 64));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(later(server));
        }
        server.awaitMetric("resnetv2_photos_waiting", 5);
        server.close();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
        }
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> later(server).get(30, TimeUnit.SECONDS));
        assertTrue(
                refused.getCause().getCause() instanceof IOException,
                () -> refused.getCause().toString());
        assertNoThreads();
    }

    @Test
    void whileTheServerEndsNewRequestsAreTurnedAway() throws Exception {
        RunningServer server = new RunningServer(with(64, Duration.ofMillis(1500), 64));
        CompletableFuture<HttpResponse<String>> old = later(server);
        server.awaitMetric("resnetv2_photos_waiting", 1);
        Thread end = new Thread(server::close);
        end.start();
        HttpResponse<String> health = server.get("/healthz");
        while (health.statusCode() == 200) {
            health = server.get("/healthz");
        }
        assertEquals(503, health.statusCode());
        assertEquals("this server is ending", RunningServer.error(health));
        assertEquals(200, old.get(30, TimeUnit.SECONDS).statusCode());
        end.join();
        assertNoThreads();
    }

    @Test
    void clientsThatSendOnAndOnDoNotKeepTheServerFromEnding() throws Exception {
        RunningServer server = new RunningServer(RunningServer.SETTINGS.withDeadline(Duration.ofSeconds(1)));
        InetSocketAddress address = server.server.address();
        String begin = "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";
        List<Socket> slow = new ArrayList<>();
        try {
            slow.add(open(address, begin));
            // The request that asks is open itself.
            server.awaitMetric("resnetv2_http_requests_open", 2);
            Thread end = new Thread(server::close);
            end.start();
            for (int i = 0; i < 150 && end.isAlive(); i++) {
                try {
                    slow.add(open(address, begin));
                } catch (IOException e) {
                    // The port is closed.
                }
                Thread.sleep(100);
            }
            assertFalse(end.isAlive());
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertNoThreads();
    }

    private static Socket open(InetSocketAddress address, String begin) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.getOutputStream().write(begin.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void anInterruptedEndDoesNotWaitForAnswers() throws Exception {
        RunningServer server = new RunningServer(with(64, Duration.ofMinutes(10), 64));
        CompletableFuture<HttpResponse<String>> waiting = later(server);
        server.awaitMetric("resnetv2_photos_waiting", 1);
        Thread.currentThread().interrupt();
        server.close();
        assertTrue(Thread.interrupted());
        // It was cut off, or told that this is the end.
        assertTrue(waiting.handle((answer, thrown) -> thrown != null || answer.statusCode() == 503)
                .get(30, TimeUnit.SECONDS));
        assertNoThreads();
    }
}
