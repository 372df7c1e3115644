package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.ForkedJvm;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Applications that come and go in one process, each with this library in a class loader of its own, or sharing one. */
class ClassLoadersTest {
    /** Slow, since threads have to end for want of work. */
    @Tag("slow")
    @Test
    void fiftyApplicationsWithTheirOwnLibraryGo() throws IOException, InterruptedException {
        assertGone("own", 50, List.of("--add-modules", "jdk.incubator.vector"));
    }

    /** A worker thread that is kept busy by one application must not hold another that needed it first. */
    @Test
    void applicationsThatShareTheLibraryGo() throws IOException, InterruptedException {
        assertGone("shared", 5, List.of());
    }

    private static void assertGone(String kind, int count, List<String> options)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.add("-Xmx256m");
        String said = ForkedJvm.run(Host.class, all, kind, Integer.toString(count));
        assertTrue(said.contains("all " + count + " are gone"), said);
    }

    /** What an application does: loaded anew for each. */
    public static final class Application implements Supplier<Object> {
        /** Started by its host. */
        public Application() {}

        @Override
        public Object get() {
            ResNetV2 model =
                    ResNetV2.builder().depth(18).width(4).classes(3).build().withThreads(2);
            return model.forward(
                            io.github.resnetv2.tensor.Tensor.zeros(io.github.resnetv2.tensor.Shape.of(1, 3, 64, 64)))
                    .toArray();
        }
    }

    static final class Host {
        private Host() {}

        public static void main(String[] args) throws Exception {
            boolean shared = args[0].equals("shared");
            int count = Integer.parseInt(args[1]);
            List<URL> all = new ArrayList<>();
            for (String part : ForkedJvm.CLASSES.split(File.pathSeparator)) {
                all.add(Path.of(part).toUri().toURL());
            }
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            ClassLoader library = ClassLoader.getPlatformClassLoader();
            if (shared) {
                library = new URLClassLoader(all.subList(0, 1).toArray(new URL[0]), library);
            }
            for (int i = 0; i < count; i++) {
                loaders.add(run(all, library));
            }
            replaceWhatJavaHolds();
            // With its own library an application's worker threads have to end first, which takes ten seconds.
            long deadline = System.nanoTime() + 40_000_000_000L;
            while (loaders.stream().anyMatch(loader -> !loader.refersTo(null))) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(loaders.stream()
                                    .filter(loader -> !loader.refersTo(null))
                                    .count() + " loaders are left");
                }
                System.gc();
                Thread.sleep(100);
                if (shared) {
                    // Keeps the workers alive.
                    run(all, library);
                }
            }
            System.out.println("all " + count + " are gone");
        }

        /** The compared component of a record. */
        private record Part(Object value) {}

        private record Whole(Part part) {}

        /**
         * Java 17 keeps in {@code java.lang.runtime.ObjectMethods} the type of the record component whose comparison it made
         * last, and so one class loader, until a record of somebody else is compared for the first time. Nothing else may
         * hold any.
         */
        private static void replaceWhatJavaHolds() {
            Whole one = new Whole(new Part("a"));
            Whole same = new Whole(new Part("a"));
            if (!one.equals(same) || one.hashCode() != same.hashCode()) {
                throw new IllegalStateException("records do not work");
            }
        }

        private static WeakReference<ClassLoader> run(List<URL> all, ClassLoader library) throws Exception {
            URLClassLoader loader = new URLClassLoader(all.toArray(new URL[0]), library);
            Thread thread = new Thread(() -> {
                try {
                    Object application = loader.loadClass(Application.class.getName())
                            .getConstructor()
                            .newInstance();
                    ((Supplier<?>) application).get();
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            return new WeakReference<>(loader);
        }
    }
}
