package example;

import io.github.resnetv2.ResNetV2;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/**
 * Deploys one application twice, each with a copy of the library of its own, beside the copy on the container's class path;
 * then again after both are gone. Arguments: the library's jar, a model.
 */
public final class Container {
    private Container() {}

    /** Looks into the application first. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(URL... places) {
            super(places, Container.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try {
                    return findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
        }
    }

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        URL library = Path.of(args[0]).toUri().toURL();
        URL classes = Container.class.getProtectionDomain().getCodeSource().getLocation();
        for (int deployment = 0; deployment < 2; deployment++) {
            try (ChildFirst one = new ChildFirst(classes, library);
                    ChildFirst two = new ChildFirst(classes, library)) {
                Set<ClassLoader> used = Set.of(answer(one, args[1]), answer(two, args[1]));
                if (!used.equals(Set.of(one, two)) || used.contains(ResNetV2.class.getClassLoader())) {
                    throw new AssertionError("expected a library for each application, found " + used);
                }
            }
        }
    }

    /** The types that both sides know are those of the platform. */
    @SuppressWarnings("unchecked")
    private static ClassLoader answer(ClassLoader deployed, String model) throws ReflectiveOperationException {
        Object application = deployed.loadClass("example.Application").getConstructor().newInstance();
        return ((Function<String, ClassLoader>) application).apply(model);
    }
}
