package io.github.resnetv2.cli;

import io.github.resnetv2.Embedder;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Progress;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.evaluate.PhotoFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Photos that a command was given, one by one or as folders. */
final class PhotoList {
    static final Parameter<Path> PHOTOS = Parameter.operand(
                    "PHOTO", "a JPEG, PNG, GIF or BMP picture, or a folder of them at any depth", Values::file)
            .asRepeated();

    private PhotoList() {}

    /** The files, and for each folder the photos under it. */
    static List<Path> of(List<Path> operands, Omissions omissions) throws IOException {
        List<Path> photos = new ArrayList<>();
        for (Path operand : operands) {
            if (Files.isDirectory(operand)) {
                PhotoFiles files = PhotoFiles.under(operand);
                photos.addAll(files.photos());
                files.omissions().forEach(omissions::add);
            } else {
                photos.add(operand);
            }
        }
        return photos;
    }

    /** Embeds photos in their order; those that cannot be read are left out. */
    static void embed(
            Embedder embedder,
            List<Path> photos,
            Omissions omissions,
            Terminal terminal,
            BiConsumer<Path, float[]> sink) {
        try (Progress progress = terminal.progress("embedding", photos.size())) {
            embedder.embedFiles(
                    photos,
                    (photo, embedding) -> {
                        sink.accept(photo, embedding);
                        progress.step();
                    },
                    (photo, reason) -> {
                        progress.clear();
                        omissions.add(reason);
                        progress.step();
                    });
        }
    }
}
