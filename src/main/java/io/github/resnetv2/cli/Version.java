package io.github.resnetv2.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Which version of the program this is, and where it runs. */
final class Version {
    private static final String UNKNOWN = "(not from a jar)";

    private Version() {}

    /** Name and version. */
    static String title() {
        Optional<String> version = Main.class.getModule().isNamed()
                ? fromManifest()
                : Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
        return "resnetv2 " + version.orElse(UNKNOWN);
    }

    /** Name, version, Java and machine: what a report of an error should begin with. */
    static String text() {
        return title() + "\nJava " + java() + " on " + property("os.name") + " " + property("os.arch");
    }

    /** Which Java runs, and whose. */
    static String java() {
        return property("java.runtime.version") + " (" + property("java.vendor") + ")";
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    /** In a named module a package has no version of its own, but the module's own manifest is in sight. */
    private static Optional<String> fromManifest() {
        try (InputStream in = Main.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            return in == null
                    ? Optional.empty()
                    : Optional.ofNullable(
                            new Manifest(in).getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
