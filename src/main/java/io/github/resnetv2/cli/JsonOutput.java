package io.github.resnetv2.cli;

import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.json.Json;

/** What the commands that can print JSON share. */
final class JsonOutput {
    static final Parameter<Boolean> JSON = Parameter.flag("--json", "print JSON, for programs");

    private JsonOutput() {}

    /** A number with as few digits as tell it from its neighbours; null if JSON cannot express it. */
    static Json number(float value) {
        return Json.real(value);
    }
}
