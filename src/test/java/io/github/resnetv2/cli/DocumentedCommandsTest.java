package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands that the README and docs/ show exist, with the options they show. */
class DocumentedCommandsTest {
    /** Up to the end of the line or of the code, a line that ends with a backslash going on. */
    private static final Pattern COMMAND =
            Pattern.compile("-jar (?:\\S*/)?resnetv2(?:-[\\d.]+)?\\.jar ([a-z]+)((?:[^`\\n|&>\\\\]|\\\\\\n)*)");

    private static final Pattern OPTION = Pattern.compile("(?<=\\s)--[a-z][a-z-]*");

    @Test
    void everyCommandAndOptionIsKnown() throws IOException {
        int commands = 0;
        for (Path page : Pages.all()) {
            for (MatchResult shown :
                    COMMAND.matcher(Files.readString(page)).results().toList()) {
                String command = shown.group(1);
                Outcome help = Outcome.of(command, "--help");
                assertEquals(0, help.code(), () -> page + ": " + shown.group());
                List<String> options = OPTION.matcher(shown.group(2))
                        .results()
                        .map(MatchResult::group)
                        .toList();
                for (String option : options) {
                    assertTrue(
                            Pattern.compile("^ +" + option + "\\b", Pattern.MULTILINE)
                                    .matcher(help.out())
                                    .find(),
                            () -> page + ": " + option + " in" + shown.group());
                }
                commands++;
            }
        }
        assertTrue(commands > 5, "found only " + commands);
    }
}
