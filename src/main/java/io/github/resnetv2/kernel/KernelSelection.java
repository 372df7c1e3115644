package io.github.resnetv2.kernel;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which kernels run, and why.
 *
 * <p>The choice is made once for the process, at first use: vector kernels of the widest kind if the machine is fit for
 * them and they agree with the scalar ones on a small sample of everything they do, else scalar kernels. The system
 * property {@value #PROPERTY} forces a choice: {@code scalar}, {@code vector}, {@code vector128}, {@code vector256} or {@code
 * vector512}; {@code auto} is the default. What is forced and cannot be had is an error, so that nobody measures, or
 * tests, something else without noticing.
 *
 * @param kernels the kernels
 * @param reason why these, in words that may follow a colon
 */
public record KernelSelection(Kernels kernels, String reason) {
    /** The system property that forces a choice. */
    public static final String PROPERTY = "resnetv2.kernels";

    /** The system property that keeps the choice out of the log if it is {@code off}, as the command line wants it. */
    public static final String LOG_PROPERTY = "resnetv2.log";

    private static @Nullable KernelSelection current;

    /**
     * The choice for this process.
     *
     * @return the same at every call, unless {@link #check} found the vector kernels wrong in between
     * @throws IllegalStateException if the system property asks for what cannot be had
     * @throws IllegalArgumentException if the system property has an unknown value
     */
    public static synchronized KernelSelection current() {
        KernelSelection selection = current;
        if (selection == null) {
            selection = of(System.getProperty(PROPERTY, "auto"));
            use(selection);
        }
        return selection;
    }

    private static void use(KernelSelection selection) {
        current = selection;
        // Not even the logger is made where nobody wants it: that alone takes as long as loading a small model.
        if (!System.getProperty(LOG_PROPERTY, "on").equals("off")) {
            System.getLogger("io.github.resnetv2").log(System.Logger.Level.INFO, selection.toString());
        }
    }

    /**
     * Makes a choice without changing that of the process.
     *
     * @param wish a value of the system property
     * @return the kernels
     * @throws IllegalStateException if they cannot be had
     * @throws IllegalArgumentException if there are no such kernels
     */
    public static KernelSelection of(String wish) {
        return switch (wish.toLowerCase(Locale.ROOT)) {
            case "scalar" -> new KernelSelection(ScalarKernels.INSTANCE, "asked for by -D" + PROPERTY);
            case "auto" -> automatic();
            case "vector" -> forced(wish, 0);
            case "vector128" -> forced(wish, 128);
            case "vector256" -> forced(wish, 256);
            case "vector512" -> forced(wish, 512);
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + ": expected auto, scalar, vector, vector128, vector256 or vector512, found " + wish);
        };
    }

    private static KernelSelection automatic() {
        String obstacle = KernelGate.obstacle();
        if (obstacle == null) {
            try {
                return checked(VectorKernels.of(VectorKernels.widest()), "the widest this machine has");
            } catch (LinkageError e) {
                obstacle = "the Vector API cannot be used (" + e + ")";
            }
        }
        return new KernelSelection(ScalarKernels.INSTANCE, obstacle);
    }

    private static KernelSelection forced(String wish, int bits) {
        String obstacle = KernelGate.obstacle();
        if (obstacle == null) {
            int widest = VectorKernels.widest();
            int width = bits == 0 ? widest : bits;
            if (width > widest) {
                obstacle = "the widest vectors here have " + widest + " bits";
            } else if (VectorWidth.bits != 0 && VectorWidth.bits != width) {
                obstacle = "this process already has vector kernels of " + VectorWidth.bits + " bits";
            } else {
                KernelSelection selection = checked(VectorKernels.of(width), "asked for by -D" + PROPERTY);
                if (selection.kernels != ScalarKernels.INSTANCE) {
                    return selection;
                }
                obstacle = selection.reason;
            }
        }
        throw new IllegalStateException(PROPERTY + "=" + wish + " cannot be had: " + obstacle);
    }

    /** These kernels if they are right, else the scalar ones. */
    static KernelSelection checked(Kernels kernels, String reason) {
        String difference = SelfTest.difference(kernels, ScalarKernels.INSTANCE);
        return difference == null
                ? new KernelSelection(kernels, reason)
                : new KernelSelection(
                        ScalarKernels.INSTANCE, kernels.name() + " kernels gave wrong results, " + difference);
    }

    /**
     * Compares the kernels with the scalar ones once more: code that has been compiled in the meantime may be wrong where
     * interpreted code was right. If they differ, the process uses the scalar kernels from now on.
     *
     * @return this choice if it is right, else the one to use instead; weights have to be packed again
     *     for it
     */
    public KernelSelection check() {
        KernelSelection now = checked(kernels, reason);
        if (now.kernels == kernels) {
            return this;
        }
        synchronized (KernelSelection.class) {
            if (current != null && current.kernels == kernels) {
                use(now);
            }
        }
        return now;
    }

    /** For the log and the command line: {@code kernels vector512: the widest this machine has}. */
    @Override
    public String toString() {
        return "kernels " + kernels.name() + ": " + reason;
    }
}
