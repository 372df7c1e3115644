package io.github.resnetv2;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plan of the house ({@code docs/architecture.md}), held against the compiled classes. */
class ArchitectureTest {
    private static final String ROOT = "io.github.resnetv2";

    /** A package with everything under it; the empty name is the root package, the doors. */
    private record Room(String name, Set<String> mayUse) {
        static Room of(String name, String... mayUse) {
            return new Room(name, Set.of(mayUse));
        }
    }

    /** From the ground up: a room may only name rooms above it in this list, so there can be no circle. */
    private static final List<Room> ROOMS = List.of(
            Room.of("json"),
            Room.of("limits"),
            Room.of("tensor"),
            Room.of("kernel"),
            Room.of("events", "tensor"),
            Room.of("weights", "json", "limits", "tensor"),
            Room.of("formats", "json", "limits", "tensor", "weights"),
            Room.of("image", "limits", "tensor"),
            Room.of("nn", "tensor"),
            Room.of("model", "limits", "nn", "tensor"),
            Room.of("engine", "events", "kernel", "limits", "nn", "tensor"),
            Room.of("family", "image", "json", "limits", "model", "nn", "tensor", "weights"),
            Room.of(
                    "", "engine", "events", "family", "formats", "image", "json", "limits", "model", "nn", "tensor",
                    "weights"),
            Room.of("evaluate", "", "image", "json", "limits", "model", "nn", "tensor", "weights"),
            Room.of("server", "", "image", "json", "limits", "model", "nn", "tensor", "weights"),
            Room.of(
                    "cli",
                    "",
                    "evaluate",
                    "family",
                    "formats",
                    "image",
                    "json",
                    "limits",
                    "model",
                    "nn",
                    "server",
                    "tensor",
                    "weights"));

    private static final Set<String> EXPORTED =
            Set.of("", "evaluate", "family", "formats", "image", "limits", "model", "nn", "tensor", "weights");

    private static URL mainClasses;
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        mainClasses = Tensor.class.getProtectionDomain().getCodeSource().getLocation();
        classes = new ClassFileImporter().importUrl(mainClasses);
    }

    @Test
    void theListOfRoomsRunsFromTheGroundUp() {
        Set<String> above = new HashSet<>();
        for (Room room : ROOMS) {
            assertTrue(above.containsAll(room.mayUse()), () -> room + " names a room that is not above it in the list");
            above.add(room.name());
        }
    }

    @Test
    void everyPackageBelongsToARoom() {
        Set<String> known = ROOMS.stream().map(Room::name).collect(toSet());
        Set<String> strangers = classes.stream()
                .map(ArchitectureTest::room)
                .filter(room -> !known.contains(room))
                .collect(toSet());
        assertEquals(Set.of(), strangers, "packages without a place in ROOMS");
    }

    @Test
    void arrowsOnlyRunDownwards() {
        for (Room room : ROOMS) {
            Set<String> allowed = new HashSet<>(room.mayUse());
            allowed.add(room.name());
            Set<String> wrong = classes.stream()
                    .filter(type -> room(type).equals(room.name()))
                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                    .filter(dependency -> isOurs(dependency.getTargetClass()))
                    .filter(dependency -> !allowed.contains(room(dependency.getTargetClass())))
                    .map(dependency -> dependency.getDescription())
                    .collect(toCollection(TreeSet::new));
            assertEquals(Set.of(), wrong, () -> "'" + room.name() + "' may use " + room.mayUse() + " only");
        }
    }

    @Test
    void packagesInsideARoomFormNoCircle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyTheExportedRoomsAreExported() throws IOException {
        Set<String> present = classes.stream().map(JavaClass::getPackageName).collect(toSet());
        Set<String> expected = EXPORTED.stream()
                .map(room -> room.isEmpty() ? ROOT : ROOT + "." + room)
                .filter(present::contains)
                .collect(toSet());
        Set<String> exported = module().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .collect(toSet());
        assertEquals(expected, exported);
    }

    @Test
    void theModuleRunsOnJavaBaseAlone() throws IOException {
        Set<String> needed = module().requires().stream()
                .filter(module -> !module.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(toSet());
        assertEquals(Set.of("java.base"), needed);
    }

    @Test
    void publicSignaturesOfExportedPackagesNameOnlyTypesTheUserCanReach() {
        Set<String> leaks = classes.stream()
                .filter(ArchitectureTest::isReachable)
                .flatMap(type -> type.getMembers().stream())
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(member -> signature(member)
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> isOurs(type) && !isReachable(type))
                        .map(type -> member.getFullName() + " names " + type.getName()))
                .collect(toCollection(TreeSet::new));
        assertEquals(Set.of(), leaks);
    }

    @Test
    void atLeastHalfOfTheTypesAreHidden() {
        List<JavaClass> types = classes.stream()
                .filter(type -> type.isTopLevelClass() && !isDescriptor(type))
                .toList();
        List<String> open = types.stream()
                .filter(ArchitectureTest::isReachable)
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertTrue(2 * open.size() <= types.size(), () -> open.size() + " of " + types.size() + " are open: " + open);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> marked = classes.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaClass::getPackageName)
                .collect(toSet());
        Set<String> unmarked = classes.stream()
                .filter(type -> !isDescriptor(type))
                .map(JavaClass::getPackageName)
                .filter(name -> !marked.contains(name))
                .collect(toSet());
        assertEquals(Set.of(), unmarked);
    }

    @Test
    void onlyVectorKernelsTouchTheVectorModule() {
        noClasses()
                .that()
                .haveNameNotMatching(Pattern.quote(ROOT) + "\\.kernel\\.Vector.*")
                .should()
                .dependOnClassesThat(resideInAnyPackage("jdk.incubator.vector.."))
                .because("every other class must load where that module is absent")
                .check(classes);
    }

    @Test
    void onlyEventsTouchFlightRecorder() {
        noClasses()
                .that(resideOutsideOfPackages(ROOT + ".events"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("jdk.jfr.."))
                .because("every other class must load where that module is absent")
                .check(classes);
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        noClasses()
                .that(resideOutsideOfPackages(ROOT + ".cli.."))
                .should(ACCESS_STANDARD_STREAMS)
                .check(classes);
    }

    @Test
    void nothingUsesJavaUtilLogging() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.logging.."))
                .check(classes);
    }

    @Test
    void nothingReflects() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.lang.reflect.."))
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
                .because("a native image and a reader should see every call")
                .check(classes);
    }

    @Test
    void noTypeIsNamedAfterNothing() {
        noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Manager)").check(classes);
    }

    private static String room(JavaClass type) {
        return inside(type).split("\\.", 2)[0];
    }

    /** The package without the root's name: empty, {@code nn}, {@code formats.onnx}. */
    private static String inside(JavaClass type) {
        return type.getPackageName().equals(ROOT) ? "" : type.getPackageName().substring(ROOT.length() + 1);
    }

    private static boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(ROOT + ".");
    }

    private static boolean isDescriptor(JavaClass type) {
        return type.getSimpleName().equals("package-info")
                || type.getSimpleName().equals("module-info");
    }

    private static boolean isReachable(JavaClass type) {
        return EXPORTED.contains(inside(type))
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isReachable).orElse(true);
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit method = (JavaCodeUnit) member;
        return Stream.of(
                        method.getReturnType().getAllInvolvedRawTypes().stream(),
                        method.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                        method.getThrowsClause().getTypes().stream())
                .flatMap(types -> types);
    }

    private static ModuleDescriptor module() throws IOException {
        try (InputStream in = new URL(mainClasses, "module-info.class").openStream()) {
            return ModuleDescriptor.read(in);
        }
    }
}
