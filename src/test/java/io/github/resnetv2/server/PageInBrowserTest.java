package io.github.resnetv2.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page as people use it, in a real browser. Leaves its pictures in {@code target/page}. */
@Timeout(120)
class PageInBrowserTest {
    private static final Path TOP = Path.of(System.getProperty("basedir", "."));
    private static final Path CAT = TOP.resolve("src/demo/cat.jpg");
    private static final Path PICTURES = TOP.resolve("target/page");
    private static final String READY = "document.querySelectorAll('#classes li').length === 5";

    private static Path profile;
    private static Browser browser;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> program = Browser.find();
        assumeTrue(program.isPresent(), "no Chromium on the PATH (Debian's package is chromium): page not tested");
        Files.createDirectories(PICTURES);
        profile = Files.createTempDirectory(PICTURES, "profile");
        browser = Browser.start(program.get(), profile);
        ResNetV2 demo = ResNetV2.load(TOP.resolve("src/demo/cifar10.safetensors"));
        server = new RunningServer(
                demo, "resnet18 for CIFAR-10, 10 classes, 701,498 parameters", RunningServer.SETTINGS);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
        if (profile != null) {
            delete(profile);
        }
    }

    private static void delete(Path folder) throws IOException, InterruptedException {
        for (int tries = 0; Files.exists(folder); tries++) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException | UncheckedIOException e) {
                // The browser's own processes may write for a moment after it has ended.
                if (tries == 100) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static String text(String selector) {
        return browser.evaluate("document.querySelector('" + selector + "').innerText");
    }

    /** Nothing from elsewhere, and nothing that the page's own policy forbids. */
    private static void assertClean() {
        assertEquals(List.of(), browser.complaints);
        for (String url : browser.requests) {
            assertTrue(
                    url.startsWith(server.uri("/").toString())
                            || url.startsWith("data:")
                            || url.startsWith("blob:" + server.uri("")),
                    url);
        }
    }

    @Test
    void aPickedPhotoGetsBarsAndAHeatMapByDayAndByNight() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            browser.open(server.uri("/"));
            assertEquals("Nothing yet.", text("#status"));
            Files.write(PICTURES.resolve("empty-" + scheme + ".png"), browser.screenshot());
            browser.pick("#file", CAT);
            browser.waitFor(READY);
            assertEquals("cat\n98.9 %", text("#classes li .row"));
            assertEquals("resnet18 for CIFAR-10, 10 classes, 701,498 parameters", text("#model"));
            browser.waitFor("document.querySelector('#picture').src.startsWith('data:image/png')"
                    + " && document.querySelector('#picture').naturalWidth > 0");
            assertEquals("true", browser.evaluate("document.querySelector('#showHeat').ariaPressed"));
            browser.waitFor("document.querySelector('.fill').getAnimations().length === 0");
            Files.write(PICTURES.resolve("cat-" + scheme + ".png"), browser.screenshot());
            browser.evaluate("document.querySelector('#showPhoto').click()");
            browser.waitFor("document.querySelector('#picture').src.startsWith('blob:')"
                    + " && document.querySelector('#picture').naturalWidth === 451");
            assertClean();
        }
    }

    /** A file made in the page, as a drop or a paste would bring it. */
    private static String transfer(String type, byte[] bytes) {
        return "(() => { const bytes = Uint8Array.from(atob('"
                + Base64.getEncoder().encodeToString(bytes)
                + "'), c => c.charCodeAt(0)); const transfer = new DataTransfer();"
                + " transfer.items.add(new File([bytes], 'x', {type: '" + type + "'})); return transfer; })()";
    }

    @Test
    void aPhotoMayBeDroppedOrPasted() throws IOException {
        byte[] cat = Files.readAllBytes(CAT);
        for (String event : List.of(
                "new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: " + transfer("image/jpeg", cat)
                        + "})",
                "new ClipboardEvent('paste', {bubbles: true, clipboardData: " + transfer("image/jpeg", cat) + "})")) {
            browser.open(server.uri("/"));
            browser.evaluate("document.querySelector('#drop').dispatchEvent(" + event + ")");
            browser.waitFor(READY);
            assertEquals("cat\n98.9 %", text("#classes li .row"));
        }
        assertClean();
    }

    @Test
    void whatTheServerCannotReadTheBrowserMakesAPng() {
        browser.open(server.uri("/"));
        browser.evaluate("(async () => { const canvas = document.createElement('canvas'); canvas.width = 90;"
                + " canvas.height = 60; canvas.getContext('2d').fillRect(10, 10, 30, 30);"
                + " const blob = await new Promise(done => canvas.toBlob(done, 'image/webp'));"
                + " if (blob.type !== 'image/webp') throw new Error(blob.type);"
                + " take([new File([blob], 'x.webp', {type: blob.type})]); })()");
        browser.waitFor(READY);
        assertTrue(text("#note").startsWith("90 \u00d7 60 pixels, "), text("#note"));
        assertClean();
    }

    @Test
    void whatGoesWrongIsSaid() {
        browser.open(server.uri("/"));
        byte[] broken = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0, 1, 2};
        browser.evaluate("take(" + transfer("image/jpeg", broken) + ".files)");
        browser.waitFor("document.querySelector('#status').className === 'bad'");
        assertTrue(text("#status").startsWith("photo: JPEG: "), text("#status"));
        browser.evaluate("take(" + transfer("image/png", new byte[100_001]) + ".files)");
        browser.waitFor("document.querySelector('#status').innerText.includes('at most')");
        browser.evaluate("take(" + transfer("image/webp", broken) + ".files)");
        browser.waitFor("document.querySelector('#status').innerText.startsWith('This is no picture')");
        // A picture that the browser can show but not encode, such as one that is too large for it.
        browser.open(server.uri("/"));
        browser.evaluate("(async () => { const canvas = document.createElement('canvas'); canvas.width = 9;"
                + " const blob = await new Promise(done => canvas.toBlob(done, 'image/webp'));"
                + " HTMLCanvasElement.prototype.toBlob = callback => callback(null);"
                + " take([new File([blob], 'x.webp', {type: blob.type})]); })()");
        browser.waitFor("document.querySelector('#status').innerText.startsWith('This is no picture')");
    }

    @Test
    void aPhotoIsShownAsTheServerTakesIt() {
        String shown = "getComputedStyle(document.querySelector('#picture')).imageOrientation";
        browser.open(server.uri("/"));
        browser.waitFor("document.querySelector('#model').innerText.includes('CIFAR-10')");
        assertEquals("none", browser.evaluate(shown));
        try (RunningServer turning = new RunningServer(RunningServer.SETTINGS.withUpright(true))) {
            browser.open(turning.uri("/"));
            browser.waitFor(shown + " === 'from-image'");
        }
    }

    @Test
    void labelsAreTextAndNoMarkup() {
        try (RunningServer named = new RunningServer(RunningServer.SETTINGS)) {
            browser.open(named.uri("/"));
            byte[] png = RunningServer.png(RunningServer.picture(0));
            browser.evaluate("take(" + transfer("image/png", png) + ".files)");
            browser.waitFor("document.querySelectorAll('#classes li').length === 3");
            assertTrue(text("#classes").contains(RunningServer.LABELS.get(2)), text("#classes"));
            assertEquals("0", browser.evaluate("document.querySelectorAll('#classes b').length"));
        }
    }

    @Test
    void itCanBeUsedWithoutAMouseAndOnANarrowScreen() {
        browser.open(server.uri("/"));
        assertEquals("en", browser.evaluate("document.documentElement.lang"));
        assertEquals("status", browser.evaluate("document.querySelector('#status').getAttribute('role')"));
        assertEquals(
                "0",
                browser.evaluate("[...document.querySelectorAll('button, input')]"
                        + ".filter(e => !e.innerText && !e.ariaLabel).length"));
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                Json.members()
                        .put("width", 360)
                        .put("height", 700)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", true));
        try {
            assertEquals("true", browser.evaluate("document.documentElement.scrollWidth <= 360"));
        } finally {
            browser.call("Emulation.clearDeviceMetricsOverride", Json.members());
        }
    }
}
