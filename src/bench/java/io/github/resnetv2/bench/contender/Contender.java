package io.github.resnetv2.bench.contender;

import io.github.resnetv2.bench.export.ModelFiles.Form;
import java.nio.file.Path;
import java.util.List;

/** An engine. Its classes are on the class path of the processes that measure it, and of no other. */
public enum Contender {
    /** This library, with the vector module as its documentation recommends. */
    RESNETV2("resnetv2", "", Form.SAFETENSORS, List.of("--add-modules", "jdk.incubator.vector")),
    /** The same without any flag. */
    RESNETV2_SCALAR("resnetv2, no flag", "", Form.SAFETENSORS, List.of("-Dresnetv2.kernels=scalar")),
    /** ONNX Runtime's Java API. */
    ONNX_RUNTIME("ONNX Runtime", "onnxruntime", Form.ONNX, List.of()),
    /** Deep Java Library on PyTorch. */
    DJL("DJL/PyTorch", "djl", Form.PT, List.of("-Dai.djl.offline=true"));

    private final String title;
    private final String folder;
    private final Form form;
    private final List<String> flags;

    Contender(String title, String folder, Form form, List<String> flags) {
        this.title = title;
        this.folder = folder;
        this.form = form;
        this.flags = flags;
    }

    /**
     * The name for tables and charts.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }

    /**
     * Where its jars are.
     *
     * @return the name of a folder under {@code target/lib}, or nothing for the library itself
     */
    public String folder() {
        return folder;
    }

    /**
     * What it loads.
     *
     * @return the form of the model file
     */
    public Form form() {
        return form;
    }

    /**
     * What its processes are started with.
     *
     * @return flags of the JVM
     */
    public List<String> flags() {
        return flags;
    }

    /**
     * Loads a network. Only in a process of this contender.
     *
     * @param file in its {@link #form}
     * @param threads how many it may use
     * @return ready to run
     * @throws Exception if the engine fails
     */
    public Session open(Path file, int threads) throws Exception {
        return switch (this) {
            case RESNETV2, RESNETV2_SCALAR -> new LibrarySession(file, threads);
            case ONNX_RUNTIME -> new OnnxRuntimeSession(file, threads);
            case DJL -> new DjlSession(file, threads);
        };
    }
}
