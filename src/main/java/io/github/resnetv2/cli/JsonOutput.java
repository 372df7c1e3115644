package io.github.resnetv2.cli;

import io.github.resnetv2.cli.arguments.Parameter;

/** What the commands that can print JSON share. */
final class JsonOutput {
    static final Parameter<Boolean> JSON = Parameter.flag("--json", "print JSON, for programs");

    private JsonOutput() {}
}
