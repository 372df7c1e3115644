package io.github.resnetv2.kernel;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the Vector API is fast on this virtual machine, before any class that needs it is loaded.
 *
 * <p>Where it is not compiled to instructions it works all the same, some thousand times slower; each check stands for one
 * such place. Order and checks follow {@code VectorizationProvider} of Apache Lucene 10.
 */
final class KernelGate {
    private static final String MODULE = "jdk.incubator.vector";

    private KernelGate() {}

    /** The reason why vector kernels cannot be used, or null if they can; then the module is readable. */
    static @Nullable String obstacle() {
        String machine = System.getProperty("java.vm.name", "");
        String mode = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
        if (!machine.contains("OpenJDK") && !machine.contains("HotSpot")) {
            return "the virtual machine is " + machine + ", not HotSpot";
        }
        if (mode.contains("interpreted mode")) {
            return "the virtual machine only interprets (-Xint)";
        }
        if (mode.contains("emulated-client")) {
            return "the virtual machine does without its second compiler (-XX:TieredStopAtLevel)";
        }
        try {
            ModuleLayer boot = ModuleLayer.boot();
            if (boot.findModule("jdk.internal.vm.ci").isPresent()
                    && Runtime.version().feature() < 25) {
                return "another compiler may stand in for HotSpot's own (JVMCI, before Java 25)";
            }
            Module own = KernelGate.class.getModule();
            Optional<Module> vectors =
                    Optional.ofNullable(own.getLayer()).orElse(boot).findModule(MODULE);
            if (vectors.isEmpty()) {
                return "start Java with --add-modules " + MODULE + ", or require that module in the application's"
                        + " module-info, for several times the speed";
            }
            own.addReads(vectors.get());
        } catch (LinkageError e) {
            return "the virtual machine knows no modules (" + e + ")";
        }
        if (!Fma.FAST) {
            return "the processor, or the virtual machine, has no fused multiply-add";
        }
        return null;
    }
}
