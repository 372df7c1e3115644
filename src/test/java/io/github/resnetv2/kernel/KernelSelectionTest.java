package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which kernels are chosen, and what is said about it. */
@Tag("kernel")
class KernelSelectionTest {
    private static final boolean VECTORS =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    @Test
    void theScalarKernelsCanAlwaysBeHad() {
        KernelSelection selection = KernelSelection.of("scalar");
        assertEquals("scalar", selection.kernels().name());
        assertEquals(1, selection.kernels().lanes());
        assertEquals("kernels scalar: asked for by -Dresnetv2.kernels", selection.toString());
    }

    @Test
    void autoTakesVectorsOrSaysWhatIsMissing() {
        KernelSelection selection = KernelSelection.of("auto");
        if (VECTORS && KernelGate.obstacle() == null) {
            assertTrue(selection.kernels().name().startsWith("vector"), selection.toString());
        } else {
            assertEquals("scalar", selection.kernels().name());
            assertEquals(KernelGate.obstacle(), selection.reason());
            assertTrue(VECTORS || selection.reason().contains("--add-modules jdk.incubator.vector"));
        }
    }

    @Test
    void whatIsForcedAndCannotBeHadIsAnError() {
        String impossible = KernelGate.obstacle() != null ? "vector" : widerThanHere();
        String message = assertThrows(IllegalStateException.class, () -> KernelSelection.of(impossible))
                .getMessage();
        assertTrue(message.startsWith("resnetv2.kernels=" + impossible + " cannot be had: "), message);
    }

    /** There is one width in a class loader: another one cannot be had either. */
    private static String widerThanHere() {
        String here = KernelSelection.of("auto").kernels().name();
        return here.equals("vector128") ? "vector256" : "vector128";
    }

    @Test
    void unknownWishesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> KernelSelection.of("fast"));
        assertThrows(IllegalArgumentException.class, () -> KernelSelection.of("vector1024"));
    }

    @Test
    void theProcessKeepsItsChoice() {
        assertSame(KernelSelection.current(), KernelSelection.current());
        assertSame(KernelSelection.current(), KernelSelection.current().check());
    }

    @Test
    void kernelsThatLieAreNotUsed() {
        for (String method :
                new String[] {"multiply", "stem", "winogradOutput", "finish", "maxPool", "averagePool", "sums"}) {
            KernelSelection selection = KernelSelection.checked(liar(method), "chosen by a test");
            assertSame(ScalarKernels.INSTANCE, selection.kernels(), method);
            assertTrue(selection.reason().startsWith("liar kernels gave wrong results, in "), selection.reason());
        }
    }

    @Test
    void kernelsThatBeginToLieAreReplaced() {
        KernelSelection selection = new KernelSelection(liar("multiply"), "chosen by a test");
        KernelSelection next = selection.check();
        assertEquals("scalar", next.kernels().name());
        assertTrue(next.reason().contains("in product: expected "), next.reason());
    }

    @Test
    void kernelsThatAreRightAreKept() {
        KernelSelection selection = KernelSelection.checked(liar("nothing"), "chosen by a test");
        assertEquals("kernels liar: chosen by a test", selection.toString());
    }

    /** The scalar kernels, but for one operation behind which a bit of the results is turned. */
    private static Kernels liar(String operation) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("name")) {
                        return "liar";
                    }
                    Object result;
                    try {
                        result = method.invoke(ScalarKernels.INSTANCE, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals(operation)) {
                        falsify(arguments);
                    }
                    return result;
                });
    }

    /** Turns the last bit of every number that the scalar kernels may have written. */
    private static void falsify(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof float[] values && values.length > 1000) {
                for (int i = values.length / 16; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) ^ 1);
                }
            } else if (argument instanceof double[] sums) {
                sums[3]++;
            }
        }
    }
}
