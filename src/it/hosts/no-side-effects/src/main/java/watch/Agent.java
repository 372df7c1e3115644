package watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts a note into every method of the platform through which Java code reaches files, sockets, processes and system
 * properties.
 */
public final class Agent {
    /** Class to the methods watched in it. All files of {@code java.nio.file} go through the native dispatcher. */
    private static final Map<String, Pattern> WATCHED = Map.of(
            "java/io/FileInputStream", Pattern.compile("open"),
            "java/io/FileOutputStream", Pattern.compile("open"),
            "java/io/RandomAccessFile", Pattern.compile("open"),
            "java/io/UnixFileSystem", Pattern.compile("getBoolean.*|has.*|check.*|getL.*|list|create.*|delete|rename|set.*"),
            "sun/nio/fs/UnixNativeDispatcher", Pattern.compile("(?!init|<|copy|strerror|supports|.*Supported|close).*"),
            "sun/nio/ch/Net", Pattern.compile("socket|serverSocket|bind|listen|connect|accept"),
            "java/lang/ProcessBuilder", Pattern.compile("start"),
            "java/lang/System", Pattern.compile("(get|set|clear)(Property|Properties)|getenv|load|loadLibrary"));

    private Agent() {}

    public static void premain(String argument, Instrumentation instrumentation)
            throws IOException, UnmodifiableClassException, ClassNotFoundException {
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(withTouched().toFile()));
        instrumentation.addTransformer(new Notes(), true);
        for (String name : WATCHED.keySet()) {
            instrumentation.retransformClasses(Class.forName(name.replace('/', '.')));
        }
    }

    /** The one class that the boot loader has to know, in a jar of its own. */
    private static Path withTouched() throws IOException {
        Path jar = Files.createTempFile("touched", ".jar");
        jar.toFile().deleteOnExit();
        String entry = "watch/Touched.class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                InputStream in = ClassLoader.getSystemResourceAsStream(entry)) {
            out.putNextEntry(new ZipEntry(entry));
            in.transferTo(out);
        }
        return jar;
    }

    private static final class Notes implements ClassFileTransformer {
        @Override
        public byte[] transform(
                ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] classFile) {
            Pattern methods = name == null ? null : WATCHED.get(name);
            if (methods == null) {
                return null;
            }
            ClassReader reader = new ClassReader(classFile);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(
                    new ClassVisitor(Opcodes.ASM9, writer) {
                        @Override
                        public MethodVisitor visitMethod(
                                int access, String method, String descriptor, String signature, String[] exceptions) {
                            MethodVisitor code = super.visitMethod(access, method, descriptor, signature, exceptions);
                            boolean watched = (access & Opcodes.ACC_NATIVE) == 0
                                    && methods.matcher(method).matches();
                            return watched ? noting(code, name.replace('/', '.') + "." + method) : code;
                        }
                    },
                    0);
            return writer.toByteArray();
        }

        private static MethodVisitor noting(MethodVisitor code, String what) {
            return new MethodVisitor(Opcodes.ASM9, code) {
                @Override
                public void visitCode() {
                    super.visitCode();
                    visitLdcInsn(what);
                    visitMethodInsn(Opcodes.INVOKESTATIC, "watch/Touched", "note", "(Ljava/lang/String;)V", false);
                }
            };
        }
    }
}
