package io.github.resnetv2.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * All kernels that this virtual machine can run, in one process.
 *
 * <p>The width of the vector kernels is a constant of their classes, so each width gets a class loader with its own copy of
 * them; all share the types of their interface.
 */
final class AllKernels {
    private static final List<Kernels> ALL = load();

    private AllKernels() {}

    /** The scalar kernels, and the vector kernels of each width if there are any. */
    static List<Kernels> list() {
        return ALL;
    }

    private static List<Kernels> load() {
        List<Kernels> all = new ArrayList<>();
        all.add(ScalarKernels.INSTANCE);
        if (KernelGate.obstacle() == null) {
            for (int bits = 128; bits <= VectorKernels.widest(); bits *= 2) {
                all.add(new Copy().vectors(bits));
            }
        }
        return all;
    }

    /** Defines the classes that know about vectors anew, and takes all others from its parent. */
    private static final class Copy extends ClassLoader {
        private static final String PACKAGE = AllKernels.class.getPackageName();

        Copy() {
            super(AllKernels.class.getClassLoader());
            Module own = AllKernels.class.getModule();
            if (own.isNamed()) {
                own.addExports(PACKAGE, getUnnamedModule());
            }
        }

        Kernels vectors(int bits) {
            try {
                Method of = loadClass(PACKAGE + ".VectorKernels").getDeclaredMethod("of", int.class);
                of.setAccessible(true);
                return (Kernels) of.invoke(null, bits);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("vector kernels of " + bits + " bits", e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.matches(PACKAGE.replace(".", "\\.") + "\\.(Vector|Pooling|Gather).*")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) {
            String file = name.substring(PACKAGE.length() + 1) + ".class";
            try (InputStream in = Kernels.class.getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
