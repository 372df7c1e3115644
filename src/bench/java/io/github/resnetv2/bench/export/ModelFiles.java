package io.github.resnetv2.bench.export;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.model.InitialValues;
import io.github.resnetv2.model.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The standard networks with initial values, in a file for each engine. */
public final class ModelFiles {
    private static final long SEED = 1;

    private ModelFiles() {}

    /** The form of a file. */
    public enum Form {
        /** This library's own. */
        SAFETENSORS,
        /** For ONNX Runtime and others. */
        ONNX,
        /** For PyTorch. */
        PT
    }

    /** Writes one form. */
    private interface Writer {
        void write(Path file) throws IOException;
    }

    /**
     * Where a network's file is.
     *
     * @param folder the folder of all files
     * @param depth 18, 34, 50, 101 or 152
     * @param form which form
     * @return a path, whether the file is there or not
     */
    public static Path file(Path folder, int depth, Form form) {
        return folder.resolve("resnet" + depth + "." + form.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Writes a network in one form, if that file is not there yet.
     *
     * @param folder is made if it is not there
     * @param depth 18, 34, 50, 101 or 152
     * @param form which form
     * @throws IOException if it cannot be written
     */
    public static void provide(Path folder, int depth, Form form) throws IOException {
        Path file = file(folder, depth, form);
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(folder);
        ResNetV2 model = ResNetV2.builder().depth(depth).seed(SEED).build();
        switch (form) {
            case SAFETENSORS -> model.save(file);
            case ONNX -> whole(file, part -> OnnxFile.write(network(model), part));
            case PT -> whole(file, part -> TorchScriptFile.write(network(model), part));
        }
    }

    private static Network network(ResNetV2 model) {
        return Network.assemble(model.architecture(), new InitialValues(SEED));
    }

    /** So that a file that is there is complete. */
    private static void whole(Path file, Writer writer) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        writer.write(part);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
