package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.ModelOptions.EXACT;
import static io.github.resnetv2.cli.ModelOptions.LABELS;
import static io.github.resnetv2.cli.ModelOptions.MODEL;
import static io.github.resnetv2.cli.ModelOptions.THREADS;

import io.github.resnetv2.Batching;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.server.PhotoServer;
import io.github.resnetv2.server.ServerSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Serves a page to try a network in a browser, and the same over HTTP for programs. */
final class ServeCommand implements Command {
    private static final Parameter<InetAddress> HOST = Parameter.option(
                    "--host", "ADDRESS", "where to listen; 0.0.0.0 lets other machines in", ServeCommand::address)
            .orElse("127.0.0.1");

    private static final Parameter<Integer> PORT = Parameter.option(
                    "--port", "N", "the port; 0 takes any free one", Values.integer(0, 65535))
            .orElse("8080");

    private static final Parameter<Integer> BATCH = Parameter.option(
                    "--batch",
                    "N",
                    "how many photos share a call of the network at most; batches are powers of two",
                    Values.integer(1, 64))
            .orElse("8");

    private static final Parameter<Integer> DELAY = Parameter.option(
                    "--delay", "MS", "how long a photo waits for others, in milliseconds", Values.integer(0, 10_000))
            .orElse("2");

    private static final Parameter<Integer> QUEUE = Parameter.option(
                    "--queue", "N", "how many photos may be at work or wait; others get 503", Values.integer(1, 10_000))
            .orElse("64");

    private static final Parameter<Integer> DEADLINE = Parameter.option(
                    "--deadline", "S", "how long a request may take, in seconds; then 504", Values.integer(1, 3600))
            .orElse("10");

    private static final Parameter<Integer> MAX_BODY = Parameter.option(
                    "--max-body", "MB", "how large a photo's file may be, in 2^20 bytes", Values.integer(1, 1024))
            .orElse("16");

    private static final Parameter<Boolean> UPRIGHT =
            Parameter.flag("--upright", "turn photos as the camera says, which classify and Python do not");

    @Override
    public Syntax syntax() {
        return Syntax.of("serve", "Serves a page to try a network, and the same over HTTP")
                .details(
                        "Open the address it prints and drop a photo; programs send theirs to /v1/classify. Also there:"
                                + " /healthz and /metrics. Only this machine can reach it unless --host says otherwise: it asks"
                                + " nobody for a password. Ctrl-C ends it when the requests at work are answered.")
                .parameters(
                        MODEL.asRequired(),
                        LABELS,
                        HOST,
                        PORT,
                        THREADS,
                        EXACT,
                        BATCH,
                        DELAY,
                        QUEUE,
                        DEADLINE,
                        MAX_BODY,
                        UPRIGHT)
                .examples(
                        "--model resnet50.safetensors",
                        "--model resnet50.pth --labels imagenet.txt --host 0.0.0.0 --port 80");
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("expected the name or address of this machine, found '" + text + "'", e);
        }
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        ResNetV2 model = ModelOptions.withNumerics(ModelOptions.load(arguments), arguments);
        Batching batching =
                new Batching(arguments.get(BATCH), Duration.ofMillis(arguments.get(DELAY)), arguments.get(QUEUE));
        InetAddress host = arguments.get(HOST);
        ServerSettings settings = ServerSettings.DEFAULT
                .withAddress(host, arguments.get(PORT))
                .withBatching(batching)
                .withDeadline(Duration.ofSeconds(arguments.get(DEADLINE)))
                .withMaxBody(arguments.get(MAX_BODY) << 20)
                .withUpright(arguments.has(UPRIGHT));
        String title = model.recognition()
                .map(recognition -> new NetworkFacts(recognition).title())
                .orElse("");
        terminal.println(title);
        try (PhotoServer server = start(model, title, settings)) {
            terminal.println(url(host, server.address().getPort()) + "  (Ctrl-C ends it)");
            terminal.flush();
            waitForTheEnd(server);
        }
    }

    private static PhotoServer start(ResNetV2 model, String title, ServerSettings settings) throws IOException {
        try {
            return PhotoServer.start(model, title, settings);
        } catch (BindException e) {
            throw new IOException(message(settings, String.valueOf(e.getMessage())), e);
        } catch (LinkageError e) {
            throw new IOException(
                    "the JDK's HTTP server is missing; it comes with jdk.httpserver (--add-modules jdk.httpserver)", e);
        }
    }

    /** What a person opens in a browser. */
    static String url(InetAddress host, int port) {
        String name = host.isLoopbackAddress() ? "localhost" : host.getHostAddress();
        return "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port + "/";
    }

    /** Java has one exception for a port that cannot be had and an address that is not there: only its text tells. */
    private static String message(ServerSettings settings, String problem) {
        boolean port = problem.startsWith("Address already in use") || problem.startsWith("Permission denied");
        return port
                ? "port " + settings.port() + ": " + problem + "; --port N takes another, 0 any free one"
                : "--host " + settings.address().getHostAddress() + ": " + problem
                        + "; expected an address of this machine";
    }

    /** An interrupt is how a program ends this; for a person Ctrl-C makes the JVM end, and the hook is run. */
    private static void waitForTheEnd(PhotoServer server) {
        Thread hook = new Thread(null, server::close, "resnetv2-end", 0, false);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
