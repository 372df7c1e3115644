package io.github.resnetv2.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.Prediction;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.ResizeFilter;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every answer that the server has, to well-meant requests and to wrong ones. */
@Timeout(60)
class PhotoServerTest {
    private static final byte[] PNG = RunningServer.png(RunningServer.picture(0));
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = new RunningServer(RunningServer.SETTINGS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void assertPredictions(List<Prediction> expected, HttpResponse<String> response)
            throws JsonException {
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElse(""));
        List<Json> items = RunningServer.json(response).get("predictions").array();
        assertEquals(expected.size(), items.size());
        for (int i = 0; i < items.size(); i++) {
            Json.Obj item = items.get(i).object();
            assertEquals(expected.get(i).index(), item.get("index").integer());
            assertEquals(expected.get(i).label(), item.get("label").text());
            assertEquals(expected.get(i).probability(), (float)
                    item.get("probability").number());
        }
    }

    private static List<Prediction> expected(int k) {
        return RunningServer.CLASSIFIER.classify(RunningServer.picture(0), k);
    }

    @Test
    void aPhotoIsAnsweredWithItsSizeAndTheClassesOfTheClassifierToTheBit() throws JsonException {
        HttpResponse<String> response = server.send(server.post("image/png", PNG));
        assertPredictions(expected(3), response);
        assertEquals(40, RunningServer.json(response).get("width").integer());
        assertEquals(36, RunningServer.json(response).get("height").integer());
    }

    @Test
    void aHeatMapComesAlongAsAPictureIfAsked() throws JsonException, IOException {
        HttpResponse<String> response = server.send(server.post("/v1/classify?heatmap=1&top=2", "image/png", PNG));
        assertPredictions(expected(2), response);
        String uri = RunningServer.json(response).get("heatmap").text();
        String start = "data:image/png;base64,";
        assertEquals(start, uri.substring(0, start.length()));
        RgbImage picture = RunningServer.picture(0);
        assertEquals(
                RunningServer.CLASSIFIER.explain(picture, 1).heatMap().overlay(picture),
                ImageDecoder.DEFAULT.decode(Base64.getDecoder().decode(uri.substring(start.length()))));
        assertTrue(RunningServer.json(server.send(server.post("/v1/classify?heatmap=0", "image/png", PNG)))
                .find("heatmap")
                .isEmpty());
    }

    @Test
    void theHeatMapOfALargePhotoIsSmall() throws JsonException, IOException {
        RgbImage wide = RunningServer.picture(0).resize(2000, 10, ResizeFilter.NEAREST);
        Json.Obj answer = RunningServer.json(
                server.send(server.post("/v1/classify?heatmap=1", "image/png", RunningServer.png(wide))));
        assertEquals(2000, answer.get("width").integer());
        String uri = answer.get("heatmap").text();
        RgbImage map = ImageDecoder.DEFAULT.decode(Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)));
        assertEquals("RgbImage 512 x 3", map.toString());
    }

    @Test
    void topSaysHowManyClasses() throws JsonException {
        assertPredictions(expected(1), server.send(server.post("/v1/classify?top=1", "image/png", PNG)));
        assertPredictions(expected(3), server.send(server.post("/v1/classify?top=1000", "image/png", PNG)));
    }

    /** The bytes say what they are; the header need not. */
    @ParameterizedTest
    @CsvSource({"image/jpeg", "IMAGE/PNG", "image/png; charset=binary", "application/octet-stream"})
    void whateverPicturesTypeIsNamedTheBytesCount(String type) throws JsonException {
        assertPredictions(expected(3), server.send(server.post(type, PNG)));
    }

    @Test
    void withoutATypeTheBytesCountToo() throws JsonException {
        assertPredictions(
                expected(3), server.send(server.request("/v1/classify").POST(BodyPublishers.ofByteArray(PNG))));
    }

    @Test
    void bodiesOfUnknownLengthAreRead() throws JsonException {
        assertPredictions(
                expected(3),
                server.send(server.request("/v1/classify")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(PNG)))));
    }

    private static byte[] form(String boundary) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        String begin = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nno file\r\n--"
                + boundary + "\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"../../cat.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n";
        form.write(begin.getBytes(ISO_8859_1));
        form.write(PNG);
        form.write(("\r\n--" + boundary + "--\r\n").getBytes(ISO_8859_1));
        return form.toByteArray();
    }

    @Test
    void aFormMayBringThePhoto() throws JsonException, IOException {
        assertPredictions(
                expected(3), server.send(server.post("multipart/form-data; boundary=----x'7", form("----x'7"))));
        assertPredictions(expected(3), server.send(server.post("Multipart/Form-Data;boundary=\"a b\"", form("a b"))));
    }

    @Test
    void aJpegIsDecodedToo() throws JsonException, IOException {
        Path cat = Path.of(System.getProperty("basedir", "."), "src/demo/cat.jpg");
        assertPredictions(
                RunningServer.CLASSIFIER.classify(cat, 2),
                server.send(server.post("/v1/classify?top=2", "image/jpeg", Files.readAllBytes(cat))));
    }

    private static void assertRefused(int status, String message, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response::body);
        assertEquals(message, RunningServer.error(response));
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElse(""));
        assertEquals(
                "nosniff",
                response.headers().firstValue("x-content-type-options").orElse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "top=0, 'top: expected a whole number of at least 1, found ''0'''",
        "top=x, 'top: expected a whole number of at least 1, found ''x'''",
        "top=99999999999, 'top: expected a whole number of at least 1, found ''99999999999'''",
        "heatmap=yes, 'heatmap: expected 0 or 1, found ''yes'''",
        "top=1&top=2, 'query: expected top once, found it twice'",
    })
    void aWrongQueryIsRefused(String query, String message) {
        assertRefused(400, message, server.send(server.post("/v1/classify?" + query, "image/png", PNG)));
    }

    @Test
    void anUnknownWordInTheQueryIsRefused() {
        HttpResponse<String> response = server.send(server.post("/v1/classify?tpo=1", "image/png", PNG));
        assertEquals(400, response.statusCode());
        assertEquals("query: expected top or heatmap, found 'tpo'", RunningServer.error(response));
    }

    @Test
    void otherPathsAreRefusedAndNoneNamesAFile() {
        for (String path :
                List.of("/index.html", "/v1/classify/", "/page.html", "/..%2f..%2fpom.xml", "/%2e%2e/pom.xml", "/v1")) {
            assertRefused(404, "there is nothing at this path", server.get(path));
        }
    }

    @Test
    void pathsOfDotsAreRefused() throws IOException {
        String answer = server.raw("GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
    }

    @Test
    void otherMethodsAreRefusedWithThoseThatWork() {
        HttpResponse<String> get = server.get("/v1/classify");
        assertRefused(405, "method: expected POST, found GET", get);
        assertEquals("POST", get.headers().firstValue("allow").orElse(""));
        HttpResponse<String> delete = server.send(server.request("/").DELETE());
        assertRefused(405, "method: expected GET, HEAD, found DELETE", delete);
        assertEquals("GET, HEAD", delete.headers().firstValue("allow").orElse(""));
        assertEquals(
                405,
                server.send(server.request("/healthz").POST(BodyPublishers.ofString("x")))
                        .statusCode());
    }

    @Test
    void whatCannotBeAPhotoIsRefusedBeforeItIsRead() {
        HttpResponse<String> response = server.send(server.post("application/x-www-form-urlencoded", PNG));
        assertEquals(415, response.statusCode());
        assertTrue(RunningServer.error(response).contains("with curl: -H"), response::body);
        assertEquals(415, server.send(server.post("image/svg+xml", PNG)).statusCode());
        assertEquals(415, server.send(server.post("text/html", PNG)).statusCode());
    }

    @Test
    void whatIsNoPhotoIsRefusedWithTheReason() {
        assertRefused(
                422,
                "photo: expected a JPEG, PNG, GIF or BMP picture, found the bytes 3c 68 31 3e",
                server.send(server.post("image/png", "<h1>".getBytes(ISO_8859_1))));
        assertRefused(
                422,
                "photo: expected a JPEG, PNG, GIF or BMP picture, found no bytes",
                server.send(server.post("image/png", new byte[0])));
        HttpResponse<String> cut = server.send(server.post("image/png", Arrays.copyOf(PNG, PNG.length / 2)));
        assertEquals(422, cut.statusCode());
        assertTrue(RunningServer.error(cut).startsWith("photo: PNG: "), cut::body);
    }

    @Test
    void aFormWithoutAPhotoIsRefused() {
        String type = "multipart/form-data; boundary=x";
        for (String form : List.of(
                "",
                "--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nno end",
                "--x\r\n" + "a: b\r\n".repeat(5000))) {
            HttpResponse<String> response = server.send(server.post(type, form.getBytes(ISO_8859_1)));
            assertEquals(400, response.statusCode(), response::body);
            assertTrue(RunningServer.error(response).startsWith("form: expected "), response::body);
        }
        assertRefused(
                400,
                "form: expected a boundary in the header Content-Type, found none",
                server.send(server.post("multipart/form-data", PNG)));
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAndTheConnectionStaysGood() {
        byte[] large = new byte[RunningServer.SETTINGS.maxBody() + 1];
        assertRefused(
                413, "body: expected at most 100000 bytes, found 100001", server.send(server.post("image/png", large)));
        assertRefused(
                413,
                "body: expected at most 100000 bytes, found more",
                server.send(server.request("/v1/classify")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))));
        assertEquals(200, server.send(server.post("image/png", PNG)).statusCode());
    }

    @Test
    void thePageLoadsNothingButWhatItBringsAlong() throws Exception {
        HttpResponse<String> page = server.get("/");
        assertEquals(200, page.statusCode());
        assertEquals(
                "text/html; charset=utf-8",
                page.headers().firstValue("content-type").orElse(""));
        String policy = page.headers().firstValue("content-security-policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; "), policy);
        assertTrue(!policy.contains("unsafe") && !policy.contains("http"), policy);
        for (String element : List.of("style", "script")) {
            Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                    .matcher(page.body());
            assertTrue(matcher.find());
            String hash = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(matcher.group(1).getBytes(StandardCharsets.UTF_8)));
            assertTrue(policy.contains(element + "-src 'sha256-" + hash + "'"), policy);
            assertTrue(!matcher.find(), "a second " + element);
        }
        assertTrue(!page.body().contains("//localhost") && !page.body().matches("(?s).*(src|href)=\"[^\"d].*"));
        assertEquals("no-referrer", page.headers().firstValue("referrer-policy").orElse(""));
    }

    @Test
    void headGivesTheSameWithoutTheBody() {
        HttpResponse<String> head = server.send(server.request("/").method("HEAD", BodyPublishers.noBody()));
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(
                server.get("/").body().getBytes(StandardCharsets.UTF_8).length,
                Integer.parseInt(head.headers().firstValue("content-length").orElse("")));
    }

    @Test
    void theModelSaysWhatItIs() throws JsonException {
        Json.Obj model = RunningServer.json(server.get("/v1/model"));
        assertEquals("a small network", model.get("title").text());
        assertEquals(3, model.get("classes").integer());
        assertEquals(100_000, model.get("max_body_bytes").integer());
        assertFalse(model.get("upright").bool());
        assertEquals(
                RunningServer.MODEL.preprocessing().orElseThrow().toString(),
                model.get("preprocessing").text());
    }

    @Test
    void thePageIsToldWhetherPhotosAreTurned() throws JsonException {
        try (RunningServer turning = new RunningServer(RunningServer.SETTINGS.withUpright(true))) {
            assertTrue(
                    RunningServer.json(turning.get("/v1/model")).get("upright").bool());
        }
    }

    @Test
    void healthAndMetricsAreText() {
        assertEquals("ok\n", server.get("/healthz").body());
        long before = server.metric("resnetv2_http_requests_total{path=\"/v1/classify\",status=\"200\"}");
        long photos = server.metric("resnetv2_batched_photos_total");
        server.send(server.post("image/png", PNG));
        server.get("/no/such/path?%3Cscript%3E");
        HttpResponse<String> metrics = server.get("/metrics");
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.headers().firstValue("content-type").orElse(""));
        assertEquals(before + 1, server.metric("resnetv2_http_requests_total{path=\"/v1/classify\",status=\"200\"}"));
        assertEquals(photos + 1, server.metric("resnetv2_batched_photos_total"));
        assertEquals(
                server.metric("resnetv2_classify_seconds_count"),
                server.metric("resnetv2_classify_seconds_bucket{le=\"+Inf\"}"));
        assertEquals(0, server.metric("resnetv2_photos_waiting"));
        // The request that asks is open itself.
        server.awaitMetric("resnetv2_http_requests_open", 1);
        assertTrue(server.metric("resnetv2_http_requests_total{path=\"other\",status=\"404\"}") >= 1);
        assertTrue(!metrics.body().contains("script"), metrics::body);
        AtomicInteger helped = new AtomicInteger();
        metrics.body().lines().forEach(line -> {
            assertTrue(line.matches("# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\\{[^}]*})? [0-9.]+"), line);
            helped.addAndGet(line.startsWith("# HELP") ? 1 : 0);
        });
        assertEquals(8, helped.get());
    }

    private static String withHost(String host) throws IOException {
        return server.raw("GET /healthz HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]:8080", "192.168.1.7"})
    void thisMachinesOwnNamesAreServed(String host) throws IOException {
        assertTrue(withHost("Host: " + host + "\r\n").startsWith("HTTP/1.1 200 "), host);
    }

    /** DNS rebinding: a stranger's name that has come to mean this machine. */
    @ParameterizedTest
    @CsvSource({"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:80@evil", "a[::1]"})
    void otherNamesAreNot(String host) throws IOException {
        String answer = withHost("Host: " + host + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 421 "), answer);
        assertTrue(!answer.contains("evil"), answer);
    }

    @Test
    void aRequestWithoutAHostIsRefused() throws IOException {
        assertTrue(withHost("").startsWith("HTTP/1.1 400 "));
    }

    @Test
    void otherSitesPagesCannotSpendThisMachinesTime() {
        assertRefused(
                403,
                "requests from other sites' pages are not answered",
                server.send(server.post("image/png", PNG).header("Sec-Fetch-Site", "cross-site")));
        assertEquals(
                200,
                server.send(server.post("image/png", PNG).header("Sec-Fetch-Site", "same-origin"))
                        .statusCode());
    }
}
