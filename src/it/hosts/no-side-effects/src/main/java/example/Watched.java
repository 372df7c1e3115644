package example;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import watch.Touched;

/** Loads, classifies, and calls on and on, under the eyes of the agent. Arguments: model, photo. */
public final class Watched {
    private static final String WRITING = ".*(FileOutputStream.*|mkdir|rename|unlink|set(Property|Properties)|clearProperty)";
    private static final String LEAVING = ".*(\\.Net\\..*|ProcessBuilder.*|loadLibrary|load)";

    private Watched() {}

    public static void main(String[] args) throws IOException, URISyntaxException {
        theWatchIsAwake();

        // Whatever it does: a model is loaded and a photo classified without a trace, in an empty folder, which stays empty.
        requireNoFile("a file in the working directory");
        Touched.take();
        ResNetV2 model = ResNetV2.load(Path.of(args[0])).withThreads(2);
        List<String> loading = Touched.take();
        Classifier.of(model).classify(Path.of(args[1]), 1);
        requireNoFile("a file was left in the working directory");
        for (String touched : loading) {
            if (touched.matches(WRITING) || touched.matches(LEAVING)) {
                failed("loading touches " + touched);
            }
        }
        System.out.println("loading touches " + new TreeSet<>(loading));

        // A call with a shape that is known, and one with a new shape, for which a plan is made.
        Shape known = Shape.of(1, 3, 32, 32);
        Tensor x = Tensor.zeros(known);
        model.forward(x);
        Tensor other = Tensor.zeros(Shape.of(3, 3, 40, 24));
        FloatBuffer in = FloatBuffer.allocate((int) known.elements());
        FloatBuffer out = FloatBuffer.allocate(10);
        model.forward(in.clear(), known, out.clear());
        Touched.take();
        for (int call = 0; call < 100; call++) {
            model.forward(x);
            model.forward(in.clear(), known, out.clear());
        }
        model.forward(other);
        List<String> touched = Touched.take();
        if (!touched.isEmpty()) {
            failed("forward touches " + new TreeSet<>(touched));
        }
    }

    private static void requireNoFile(String otherwise) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(""))) {
            files.forEach(file -> failed(otherwise + ": " + file));
        }
    }

    /** Each kind of thing, to see that it would be noticed. */
    private static void theWatchIsAwake() throws IOException {
        expect("java.lang.System.getProperty", () -> System.getProperty("java.home"));
        expect("java.io.FileInputStream.open", () -> {
            try (InputStream in = new FileInputStream(new File("/dev/null"))) {
                return in.read();
            }
        });
        expect("sun.nio.fs.UnixNativeDispatcher.open", () -> Files.readAllBytes(Path.of("/dev/null")));
        expect("java.io.UnixFileSystem.*", () -> new File("/dev/null").exists());
        expect("sun.nio.ch.Net.*", () -> {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        });
        expect("java.lang.ProcessBuilder.start", () -> new ProcessBuilder("true").start());
    }

    /** Something that is to be noticed. */
    private interface Deed {
        Object run() throws IOException;
    }

    private static void expect(String note, Deed deed) throws IOException {
        Touched.take();
        deed.run();
        List<String> noted = Touched.take();
        if (noted.stream().noneMatch(each -> each.matches(note))) {
            failed("the watch sleeps: expected " + note + ", found " + noted);
        }
    }

    private static void failed(String message) {
        throw new AssertionError(message);
    }
}
