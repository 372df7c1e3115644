package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a command: from the line it prints to its end. What it answers is tested with the server. */
@Timeout(60)
class ServeCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("(http://localhost:[0-9]+)/  \\(Ctrl-C ends it\\)\n");

    @Test
    void itPrintsWhereItIsServesAndEndsWhenInterrupted(@TempDir Path folder) throws Exception {
        Path model = SampleFiles.model(folder);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        AtomicInteger code = new AtomicInteger(-1);
        Thread command = new Thread(() -> code.set(Main.run(
                new String[] {"serve", "--model", model.toString(), "--port", "0", "--exact", "--upright"}, out, out)));
        command.start();
        Matcher matcher = ADDRESS.matcher("");
        while (!matcher.reset(bytes.toString(StandardCharsets.UTF_8)).find()) {
            assertTrue(command.isAlive(), () -> bytes.toString(StandardCharsets.UTF_8));
            Thread.sleep(10);
        }
        try (InputStream page = URI.create(matcher.group(1) + "/").toURL().openStream()) {
            assertTrue(new String(page.readAllBytes(), StandardCharsets.UTF_8).startsWith("<!DOCTYPE html>"));
        }
        command.interrupt();
        command.join();
        assertEquals(0, code.get(), () -> bytes.toString(StandardCharsets.UTF_8));
        assertTrue(bytes.toString(StandardCharsets.UTF_8).contains(", 3 classes, "));
    }

    @Test
    void aPortThatIsTakenIsNamed(@TempDir Path folder) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String message = Outcome.of("serve", "--model", SampleFiles.model(folder), "--port", taken.getLocalPort())
                    .err();
            assertTrue(
                    message.startsWith("resnetv2 serve: port " + taken.getLocalPort() + ": Address already in use"),
                    message);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNotBlamedOnThePort(@TempDir Path folder) throws IOException {
        // Reserved for examples, so it is nobody's.
        String message = Outcome.of("serve", "--model", SampleFiles.model(folder), "--port", 0, "--host", "192.0.2.1")
                .err();
        assertTrue(message.startsWith("resnetv2 serve: --host 192.0.2.1: "), message);
        assertTrue(message.endsWith("; expected an address of this machine\n"), message);
    }

    @Test
    void whatItPrintsCanBeOpened() throws IOException {
        assertEquals("http://localhost:80/", ServeCommand.url(InetAddress.getByName("127.0.0.1"), 80));
        assertEquals("http://0.0.0.0:8080/", ServeCommand.url(InetAddress.getByName("0.0.0.0"), 8080));
        assertEquals("http://[2001:db8:0:0:0:0:0:1]:80/", ServeCommand.url(InetAddress.getByName("2001:db8::1"), 80));
    }

    @Test
    void wrongArgumentsAreRefused(@TempDir Path folder) throws IOException {
        Path model = SampleFiles.model(folder);
        assertEquals(
                "--port: expected a whole number from 0 to 65535, found '70000'",
                Outcome.misuse("serve", "--model", model, "--port", 70000));
        assertEquals(
                "--host: expected the name or address of this machine, found '300.1.1.1'",
                Outcome.misuse("serve", "--model", model, "--host", "300.1.1.1"));
        assertEquals("expected --model FILE, found none", Outcome.misuse("serve"));
    }

    @Test
    void aModelWithoutAHeadIsRefused(@TempDir Path folder) throws IOException {
        Path headless = folder.resolve("headless.safetensors");
        ResNetV2.builder().depth(18).width(4).classes(0).build().save(headless);
        assertTrue(Outcome.of("serve", "--model", headless, "--port", 0).err().contains("no head"));
    }
}
