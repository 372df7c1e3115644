package io.github.resnetv2.engine;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jcstress.Main;

/** Runs jcstress, and fails unless every run that it planned has passed: for jcstress a test that cannot start is no failure. */
final class Stress {
    private static final Pattern RESULTS = Pattern.compile("Results: (\\d+) planned; (\\d+) passed");

    private Stress() {}

    public static void main(String[] args) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        console.write(b);
                        said.write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        console.write(bytes, offset, length);
                        said.write(bytes, offset, length);
                    }
                },
                true));
        Main.main(args);
        String planned = "";
        String passed = "none";
        Matcher results = RESULTS.matcher(said.toString());
        while (results.find()) {
            planned = results.group(1);
            passed = results.group(2);
        }
        if (!passed.equals(planned)) {
            throw new AssertionError("expected all of " + planned + " runs to pass, found " + passed);
        }
    }
}
