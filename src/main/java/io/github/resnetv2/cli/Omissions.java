package io.github.resnetv2.cli;

import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.evaluate.Omission;
import io.github.resnetv2.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tells what was left out of many photos: to people the first few at once and how many more, to programs all. */
final class Omissions {
    private static final int SHOWN = 20;

    private final Terminal terminal;
    private final boolean silent;
    private final List<Omission> all = new ArrayList<>();

    /** None yet; silent for programs, which get {@link #json}. */
    Omissions(Terminal terminal, boolean silent) {
        this.terminal = terminal;
        this.silent = silent;
    }

    void add(Omission omission) {
        all.add(omission);
        if (!silent && all.size() <= SHOWN) {
            terminal.error(omission.reason());
        }
    }

    /** A photo that cannot be read. */
    void add(Exception failure) {
        add(new Omission(Failure.describe(failure), 1));
    }

    Json json() {
        List<Json> items = new ArrayList<>();
        for (Omission omission : all) {
            items.add(Json.members()
                    .put("reason", omission.reason())
                    .put("photos", omission.photos())
                    .build());
        }
        return new Json.Arr(items);
    }

    /**
     * Ends a command whose results are told.
     *
     * @throws IOException if they are those of fewer photos than there should be
     */
    void close() throws IOException {
        if (!silent && all.size() > SHOWN) {
            terminal.error("and " + Figures.grouped(all.size() - SHOWN) + " more like these");
        }
        int photos = all.stream().mapToInt(Omission::photos).sum();
        if (photos > 0) {
            throw new IOException("left out " + Figures.grouped(photos) + (photos == 1 ? " photo" : " photos"));
        }
    }
}
