package io.github.resnetv2.cli;

import io.github.resnetv2.cli.arguments.Parameter;

/** What the commands that can print JSON share. */
final class JsonOutput {
    static final Parameter<Boolean> JSON = Parameter.flag("--json", "print JSON, for programs");

    private JsonOutput() {}

    /** A measured number to three digits behind the point: more are noise. */
    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
