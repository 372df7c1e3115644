package io.github.resnetv2;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users can name: every public type of the exported packages with its public and protected members. A change of it shows
 * in {@code src/test/resources/api.txt}, so that nobody changes it without noticing.
 *
 * <p>{@code mvn test -Dtest=ApiTest -Dapi.update=true} writes that file anew.
 */
class ApiTest {
    private static final Path DUMP = Path.of(System.getProperty("basedir", "."), "src/test/resources/api.txt");
    private static final String ROOT = "io.github.resnetv2";

    /** Every type has them; they say nothing about it. */
    private static final Set<String> COMMON = Set.of("equals", "hashCode", "toString");

    private static final URL CLASSES =
            Tensor.class.getProtectionDomain().getCodeSource().getLocation();

    @Test
    void theApiIsTheRecordedOne() throws IOException, URISyntaxException, ClassNotFoundException {
        String found = dump();
        if (Boolean.getBoolean("api.update")) {
            Files.writeString(DUMP, found);
        }
        assertEquals(Files.readString(DUMP), found, "the public API has changed; if it should: -Dapi.update=true");
    }

    private static String dump() throws IOException, URISyntaxException, ClassNotFoundException {
        StringBuilder text = new StringBuilder();
        for (String exported : exported()) {
            for (Class<?> type : types(exported)) {
                describe(type, text);
            }
        }
        // Where there is no doubt.
        return text.toString().replace("java.lang.", "").replace(ROOT + ".", "");
    }

    private static List<String> exported() throws IOException {
        try (InputStream in = new URL(CLASSES, "module-info.class").openStream()) {
            return ModuleDescriptor.read(in).exports().stream()
                    .map(ModuleDescriptor.Exports::source)
                    .sorted()
                    .toList();
        }
    }

    private static List<Class<?>> types(String exported)
            throws IOException, URISyntaxException, ClassNotFoundException {
        URI folder = new URL(CLASSES, exported.replace('.', '/')).toURI();
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (String file : files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .sorted()
                    .toList()) {
                Class<?> type = Class.forName(exported + "." + file.replace(".class", ""), false, loader());
                if (isReachable(type)) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static ClassLoader loader() {
        return Tensor.class.getClassLoader();
    }

    private static boolean isReachable(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !type.isAnonymousClass()
                && (type.getEnclosingClass() == null || isReachable(type.getEnclosingClass()));
    }

    private static void describe(Class<?> type, StringBuilder text) {
        // Only newer JDKs print the two words themselves.
        text.append(type.isSealed() && !type.isEnum() ? "sealed " : "")
                .append(type.toGenericString().replace("non-sealed ", "").replace("sealed ", ""));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(ApiTest::component)
                    .collect(joining(", ", "(", ")")));
        }
        Type parent = type.getGenericSuperclass();
        if (parent != null && parent != Object.class && parent != Record.class && !type.isEnum()) {
            text.append(" extends ").append(parent.getTypeName());
        }
        if (type.getGenericInterfaces().length > 0) {
            text.append(Arrays.stream(type.getGenericInterfaces())
                    .map(Type::getTypeName)
                    .collect(joining(", ", type.isInterface() ? " extends " : " implements ", "")));
        }
        text.append('\n');
        for (Member[] members :
                List.of(type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())) {
            Arrays.stream(members)
                    .filter(ApiTest::isOpen)
                    .map(ApiTest::member)
                    .sorted()
                    .forEach(member -> text.append("    ").append(member).append('\n'));
        }
        text.append('\n');
    }

    private static String component(RecordComponent component) {
        return component.getGenericType().getTypeName() + " " + component.getName();
    }

    private static boolean isOpen(Member member) {
        return (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()))
                && !member.isSynthetic()
                && !COMMON.contains(member.getName());
    }

    private static String member(Member member) {
        String text = member instanceof Field field ? field.toGenericString() : ((Executable) member).toGenericString();
        // The type stands above.
        String owner = member.getDeclaringClass().getTypeName();
        return member instanceof Constructor<?> ? text : text.replace(" " + owner + ".", " ");
    }
}
