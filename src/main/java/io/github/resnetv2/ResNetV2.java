package io.github.resnetv2;

import io.github.resnetv2.engine.Engine;
import io.github.resnetv2.events.Events;
import io.github.resnetv2.family.Loaded;
import io.github.resnetv2.family.ModelFile;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.family.Recognition;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.InitialValues;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.model.Summary;
import io.github.resnetv2.model.SummaryOptions;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A pre-activation residual network (He et al., "Identity Mappings in Deep Residual Networks", arXiv 1603.05027) in
 * inference.
 *
 * <p>New networks have PyTorch's default initial values; trained ones come from {@link #load(Path)}. Immutable, safe for use
 * by any number of threads, nothing to close.
 *
 * <p>Whoever computes something ends early with a {@link CallCancelledException} when its thread is interrupted; the
 * interrupt status stays set. A call whose thread was interrupted before does not begin.
 */
public final class ResNetV2 {
    private static final String FEATURES = "features";

    private final Network network;
    private final @Nullable Preprocessing preprocessing;
    private final List<String> labels;
    private final @Nullable Recognition recognition;
    private final Engine engine;
    private final List<String> lastOutput;

    private ResNetV2(
            Network network,
            @Nullable Preprocessing preprocessing,
            List<String> labels,
            @Nullable Recognition recognition,
            Engine engine) {
        this.engine = engine;
        this.lastOutput = List.of(network.architecture().classes() == 0 ? FEATURES : "logits");
        this.network = network;
        this.preprocessing = preprocessing;
        this.labels = labels;
        this.recognition = recognition;
    }

    private static ResNetV2 of(Network network) {
        return new ResNetV2(network, null, List.of(), null, engine(network, Limits.DEFAULT));
    }

    private static ResNetV2 of(Checkpoint checkpoint, Limits limits, Events.@Nullable Load event) throws IOException {
        Engine.prepare();
        Loaded loaded = ModelFile.load(checkpoint, limits);
        Recognition recognition = loaded.recognition();
        ResNetV2 model = new ResNetV2(
                loaded.network(),
                recognition.preprocessing(),
                recognition.labels(),
                recognition,
                engine(loaded.network(), limits));
        if (event != null) {
            event.end(
                    recognition.source(),
                    recognition.format().toString(),
                    recognition.family() + " " + recognition.variant(),
                    model.architecture().parameterCount());
        }
        return model;
    }

    private static Engine engine(Network network, Limits limits) {
        return Engine.of(network, network.architecture().parameterCount(), limits);
    }

    /**
     * A new network of 18 layers: basic blocks, 11.7 million parameters at 1,000 classes.
     *
     * @param classes how many logits, at most 2^20; 0 for a network without a head
     * @return a network with initial values of seed 0
     * @throws IllegalArgumentException if the number is out of range
     */
    public static ResNetV2 resnet18(int classes) {
        return builder().depth(18).classes(classes).build();
    }

    /**
     * A new network of 34 layers: basic blocks, 21.8 million parameters at 1,000 classes.
     *
     * @param classes how many logits, at most 2^20; 0 for a network without a head
     * @return a network with initial values of seed 0
     * @throws IllegalArgumentException if the number is out of range
     */
    public static ResNetV2 resnet34(int classes) {
        return builder().depth(34).classes(classes).build();
    }

    /**
     * A new network of 50 layers: bottleneck blocks, 25.6 million parameters at 1,000 classes.
     *
     * @param classes how many logits, at most 2^20; 0 for a network without a head
     * @return a network with initial values of seed 0
     * @throws IllegalArgumentException if the number is out of range
     */
    public static ResNetV2 resnet50(int classes) {
        return builder().depth(50).classes(classes).build();
    }

    /**
     * A new network of 101 layers: bottleneck blocks, 44.5 million parameters at 1,000 classes.
     *
     * @param classes how many logits, at most 2^20; 0 for a network without a head
     * @return a network with initial values of seed 0
     * @throws IllegalArgumentException if the number is out of range
     */
    public static ResNetV2 resnet101(int classes) {
        return builder().depth(101).classes(classes).build();
    }

    /**
     * A new network of 152 layers: bottleneck blocks, 60.2 million parameters at 1,000 classes.
     *
     * @param classes how many logits, at most 2^20; 0 for a network without a head
     * @return a network with initial values of seed 0
     * @throws IllegalArgumentException if the number is out of range
     */
    public static ResNetV2 resnet152(int classes) {
        return builder().depth(152).classes(classes).build();
    }

    /**
     * Begins a new network in any size.
     *
     * @return depth 50, 1,000 classes, 3 input channels, width 64, seed 0
     */
    public static ResNetV2Builder builder() {
        return new ResNetV2Builder();
    }

    static ResNetV2 initial(Architecture architecture, long seed) {
        Engine.prepare();
        return of(Network.assemble(architecture, new InitialValues(seed)));
    }

    /**
     * A network of given weights under this library's own names ({@code layer1.0.conv1.weight}).
     *
     * @param architecture what to build
     * @param weights exactly the tensors of {@link Architecture#parameters}
     * @return the network
     * @throws ModelFormatException if a tensor is missing, unexpected or of the wrong shape; the message lists all
     * @throws IOException if a tensor cannot be read
     */
    public static ResNetV2 of(Architecture architecture, StateDict weights) throws IOException {
        Engine.prepare();
        return of(ModelFile.assemble(architecture, weights));
    }

    /**
     * Loads a trained network from a file or folder in any format and family that is known here.
     *
     * @param file a safetensors, PyTorch, ONNX, NumPy, HDF5, Keras or MXNet file, or a folder of safetensors
     * @return the network, with what was recognised
     * @throws ModelFormatException if the file is damaged or is no network that fits, saying what it seems to be
     * @throws IOException if it cannot be read
     */
    public static ResNetV2 load(Path file) throws IOException {
        return load(file, Limits.DEFAULT);
    }

    /**
     * Loads a trained network within given limits.
     *
     * @param file as in {@link #load(Path)}
     * @param limits what to accept
     * @return the network, with what was recognised
     * @throws ModelFormatException if the file is damaged, exceeds a limit or is no network that fits
     * @throws IOException if it cannot be read
     */
    public static ResNetV2 load(Path file, Limits limits) throws IOException {
        Events.Load event = Events.load();
        try (Checkpoint checkpoint = Checkpoints.open(file, limits)) {
            return of(checkpoint, limits, event);
        }
    }

    /**
     * Loads a trained network from a stream, which is read to its end into memory and not closed.
     *
     * @param stream the bytes of one file
     * @param limits what to accept; {@link Limits#fileBytes} bounds the stream
     * @return the network, with what was recognised
     * @throws ModelFormatException if the file is damaged, exceeds a limit or is no network that fits
     * @throws IOException if it cannot be read
     */
    public static ResNetV2 load(InputStream stream, Limits limits) throws IOException {
        Events.Load event = Events.load();
        try (Checkpoint checkpoint = Checkpoints.open(stream, limits)) {
            return of(checkpoint, limits, event);
        }
    }

    /**
     * Loads a trained network from bytes.
     *
     * @param bytes the content of one file; must not change during the call
     * @return the network, with what was recognised
     * @throws ModelFormatException if the file is damaged or is no network that fits
     * @throws IOException never for another reason
     */
    public static ResNetV2 load(byte[] bytes) throws IOException {
        return load(ByteBuffer.wrap(bytes));
    }

    /**
     * Loads a trained network from the remaining bytes of a buffer, whose position stays.
     *
     * @param bytes the content of one file; must not change during the call
     * @return the network, with what was recognised
     * @throws ModelFormatException if the file is damaged or is no network that fits
     * @throws IOException never for another reason
     */
    public static ResNetV2 load(ByteBuffer bytes) throws IOException {
        return load(bytes, Limits.DEFAULT);
    }

    /**
     * Loads a trained network from the remaining bytes of a buffer, whose position stays, within given limits.
     *
     * @param bytes the content of one file; must not change during the call
     * @param limits what to accept
     * @return the network, with what was recognised
     * @throws ModelFormatException if the file is damaged, exceeds a limit or is no network that fits
     * @throws IOException never for another reason
     */
    public static ResNetV2 load(ByteBuffer bytes, Limits limits) throws IOException {
        Events.Load event = Events.load();
        try (Checkpoint checkpoint = Checkpoints.open(bytes, limits)) {
            return of(checkpoint, limits, event);
        }
    }

    /**
     * Computes the logits, or the features of a network without a head.
     *
     * @param x {@code [N, C, H, W]}, any H and W that leave at least one pixel; NaN spreads to the outputs that see it
     * @return {@code [N, classes]}, or {@code [N, features]} without a head
     * @throws IllegalArgumentException if x is not of such a shape, saying which layer found out
     */
    public Tensor forward(Tensor x) {
        return Objects.requireNonNull(engine.run(x, lastOutput, null).get(lastOutput.get(0)));
    }

    /**
     * Computes the logits, or the features of a network without a head, unless the call is ended early.
     *
     * <p>The first call of a shape compiles the network for it, which takes longer and is not ended early.
     *
     * @param x {@code [N, C, H, W]}
     * @param cancellation ends the call by hand or at a deadline
     * @return {@code [N, classes]}, or {@code [N, features]} without a head
     * @throws IllegalArgumentException if x is not of such a shape
     * @throws CallCancelledException if the call was ended, saying why and where
     */
    public Tensor forward(Tensor x, Cancellation cancellation) {
        return Objects.requireNonNull(engine.run(x, lastOutput, cancellation).get(lastOutput.get(0)));
    }

    /**
     * Computes the feature vector: the pooled last map, before the head.
     *
     * @param x {@code [N, C, H, W]}
     * @return {@code [N, features]}
     * @throws IllegalArgumentException if x is not of such a shape
     */
    public Tensor features(Tensor x) {
        return Objects.requireNonNull(outputs(x, FEATURES).get(FEATURES));
    }

    /**
     * Computes intermediate values by name.
     *
     * @param x {@code [N, C, H, W]}
     * @param names any of {@link #outputNames}
     * @return the values asked for, by name, in the order asked for
     * @throws IllegalArgumentException if x is not of such a shape, or there is no such output
     */
    public Map<String, Tensor> outputs(Tensor x, String... names) {
        return engine.run(x, List.of(names), null);
    }

    /**
     * Computes intermediate values by name, unless the call is ended early.
     *
     * @param x {@code [N, C, H, W]}
     * @param cancellation ends the call by hand or at a deadline
     * @param names any of {@link #outputNames}
     * @return the values asked for, by name, in the order asked for
     * @throws IllegalArgumentException if x is not of such a shape, or there is no such output
     * @throws CallCancelledException if the call was ended, saying why and where
     */
    public Map<String, Tensor> outputs(Tensor x, Cancellation cancellation, String... names) {
        return engine.run(x, List.of(names), cancellation);
    }

    /**
     * The values that {@link #outputs} can give: {@code stem}, {@code layer1} to {@code layerN} (the raw sum leaving a
     * stage), {@code map} (after the last norm and ReLU), {@code features} and, with a head, {@code logits}.
     *
     * @return in the order of computation
     */
    public List<String> outputNames() {
        return network.outputNames();
    }

    /**
     * This network with another classifier, sharing all other raw weights, with the same threads, numerics, executor and
     * limits. Labels are dropped.
     *
     * @param head takes the feature vector
     * @return a new network
     * @throws IllegalArgumentException if the head's input is not the feature vector
     */
    public ResNetV2 withHead(Linear head) {
        Network changed = network.withHead(head);
        return new ResNetV2(
                changed,
                preprocessing,
                List.of(),
                recognition,
                engine.forNetwork(changed, changed.architecture().parameterCount()));
    }

    /**
     * This network with names for its classes, which {@link #save} writes into the file.
     *
     * @param names one a class
     * @return a network that shares all weights
     * @throws IllegalArgumentException if there are not as many names as classes
     */
    public ResNetV2 withLabels(List<String> names) {
        int classes = architecture().classes();
        if (names.size() != classes) {
            throw new IllegalArgumentException("labels: expected " + classes + ", found " + names.size());
        }
        return new ResNetV2(network, preprocessing, List.copyOf(names), recognition, engine);
    }

    /**
     * This network with the way its photos are prepared, which {@link #save} writes into the file.
     *
     * @param value how to prepare a photo
     * @return a network that shares all weights
     */
    public ResNetV2 withPreprocessing(Preprocessing value) {
        return new ResNetV2(network, value, labels, recognition, engine);
    }

    /**
     * Computes the logits (or the features of a network without a head) between buffers of the caller; once the shape has
     * been seen, nothing is allocated in a platform thread, unless {@link #withExecutor} is used.
     *
     * @param input the values of {@code [N, C, H, W]}, row-major; its position moves behind them
     * @param shape the input's shape
     * @param output takes the logits, row-major; its position moves behind them
     * @throws IllegalArgumentException if the network cannot take such an input, or a buffer is too short
     */
    public void forward(FloatBuffer input, Shape shape, FloatBuffer output) {
        engine.run(input, shape, lastOutput, output, null);
    }

    /**
     * Computes the logits (or the features of a network without a head) between buffers of the caller, unless the call is
     * ended early.
     *
     * @param input the values of {@code [N, C, H, W]}, row-major; its position moves behind them
     * @param shape the input's shape
     * @param output takes the logits, row-major; its position moves behind them
     * @param cancellation ends the call by hand or at a deadline
     * @throws IllegalArgumentException if the network cannot take such an input, or a buffer is too short
     * @throws CallCancelledException if the call was ended, saying why and where; nothing has been put into the output
     */
    public void forward(FloatBuffer input, Shape shape, FloatBuffer output, Cancellation cancellation) {
        engine.run(input, shape, lastOutput, output, cancellation);
    }

    /**
     * This network, each call on at most so many threads. The default is the physical cores within the container's limit;
     * with 1 everything runs in the caller. The bits are the same for any number.
     *
     * @param count at least 1
     * @return a network that shares all weights
     * @throws IllegalArgumentException if the count is less than 1
     */
    public ResNetV2 withThreads(int count) {
        return new ResNetV2(network, preprocessing, labels, recognition, engine.with(count, engine.isExact()));
    }

    /**
     * This network with helpers from an executor in place of the library's own threads. The caller always computes, too, and
     * needs nobody: an executor may be busy, refuse, run nothing at all, or run it in the caller's thread. Its {@link
     * Executor#execute} should not block. The bits are the same with any.
     *
     * <p>A helper stays with a call until it ends, and then returns. Calls ask for no more helpers than {@link
     * #withThreads} allows and processors are there; two calls at a time may ask for twice as many, and how many come is up
     * to the executor.
     *
     * @param executor runs helpers
     * @return a network that shares all weights
     */
    public ResNetV2 withExecutor(Executor executor) {
        return new ResNetV2(
                network, preprocessing, labels, recognition, engine.with(Objects.requireNonNull(executor, "executor")));
    }

    /**
     * How many threads a call may use.
     *
     * @return at least 1
     */
    public int threads() {
        return engine.threads();
    }

    /**
     * This network, computed fast or exactly.
     *
     * @param numerics the default is {@link Numerics#FAST}
     * @return a network that shares all weights
     */
    public ResNetV2 withNumerics(Numerics numerics) {
        boolean exact = numerics == Numerics.EXACT;
        return new ResNetV2(network, preprocessing, labels, recognition, engine.with(engine.threads(), exact));
    }

    /**
     * How an input of a shape is computed: the steps, with algorithm, work, weights and place in memory.
     *
     * @param input {@code [N, C, H, W]}
     * @return a table; lines end with a newline
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public String plan(Shape input) {
        return kernels() + "\n" + engine.describe(input, lastOutput);
    }

    /**
     * What each step costs on this input, the most costly first: the median of many runs.
     *
     * @param x {@code [N, C, H, W]}
     * @param runs how many times to run, at least 1; fewer than about 50 show code that is not compiled yet
     * @return a table; lines end with a newline
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public String profile(Tensor x, int runs) {
        return kernels() + "\n" + engine.profile(x, lastOutput, runs);
    }

    /**
     * Runs the network on made-up inputs until it has its full speed: the plan is made, the weights are packed, the inner
     * loops are compiled and checked once more against their plain twins.
     *
     * @param input {@code [N, C, H, W]}
     * @return what it took
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public WarmUp warmUp(Shape input) {
        return WarmUpRuns.run(this, input);
    }

    /**
     * What this network takes from the heap for inputs of a shape. Makes the plan and packs the weights, but takes no
     * memory for a call.
     *
     * @param input {@code [N, C, H, W]}
     * @return in bytes
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public MemoryEstimate memoryEstimate(Shape input) {
        long weights = network.tensors().values().stream()
                .mapToLong(tensor -> tensor.shape().elements() * Float.BYTES)
                .sum();
        long arena = engine.arenaBytes(input, lastOutput);
        return new MemoryEstimate(weights, engine.packedBytes(), arena);
    }

    /**
     * The multiplications and additions that an input of a shape takes, each pair counted once, as the summary counts them;
     * Winograd's form does with fewer.
     *
     * @param input {@code [N, C, H, W]}
     * @return the summary's "Total mult-adds"
     * @throws IllegalArgumentException if the network cannot take such an input, or the number exceeds a {@code long}
     */
    public long multAdds(Shape input) {
        return Summary.multAdds(network, input);
    }

    /**
     * Which inner loops run in this process, and why.
     *
     * @return one line
     */
    public String kernels() {
        return Engine.kernels();
    }

    /**
     * The table of layers and numbers of parameters, as torchinfo prints it without an input.
     *
     * @return lines that end with a newline
     */
    public String summary() {
        return Summary.of(network);
    }

    /**
     * The table of layers without an input, with chosen depth and columns.
     *
     * @param options depth, and columns that need no input
     * @return lines that end with a newline
     * @throws IllegalArgumentException if a column needs an input
     */
    public String summary(SummaryOptions options) {
        return Summary.of(network, options);
    }

    /**
     * The table of layers for an input, as torchinfo prints it.
     *
     * @param input {@code [N, C, H, W]}
     * @return lines that end with a newline
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public String summary(Shape input) {
        return summary(input, SummaryOptions.DEFAULT);
    }

    /**
     * The table of layers for an input, with chosen depth and columns.
     *
     * @param input {@code [N, C, H, W]}
     * @param options depth and columns
     * @return lines that end with a newline
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public String summary(Shape input, SummaryOptions options) {
        return Summary.of(network, input, options);
    }

    /**
     * What this network looks like.
     *
     * @return its description
     */
    public Architecture architecture() {
        return network.architecture();
    }

    /**
     * All tensors under their names ({@code layer1.0.conv1.weight}), raw, in PyTorch's order.
     *
     * @return entries that share the network's memory
     */
    public StateDict stateDict() {
        return StateDict.of(network.tensors());
    }

    /** The weights of the head, {@code [classes, features]}; only for a network with one. */
    Tensor headWeight() {
        return Objects.requireNonNull(network.tensors().get("fc.weight"));
    }

    /**
     * How photos are prepared for this network: from its file, or the default of what was recognised.
     *
     * @return empty for a new network
     */
    public Optional<Preprocessing> preprocessing() {
        return Optional.ofNullable(preprocessing);
    }

    /** How photos are prepared for this network; a new network gets torchvision's preprocessing for ImageNet. */
    Preprocessing preprocessingOrUsual() {
        return preprocessing == null ? Presets.byName("torchvision-imagenet") : preprocessing;
    }

    /**
     * The names of the classes.
     *
     * @return one a class, or none if they are not known
     */
    public List<String> labels() {
        return labels;
    }

    /**
     * What the file was recognised as, and what had to be guessed.
     *
     * @return empty for a network that was not loaded
     */
    public Optional<Recognition> recognition() {
        return Optional.ofNullable(recognition);
    }

    /**
     * Writes a self-describing safetensors file of single-precision floats: weights, architecture, labels, preprocessing.
     *
     * @param file replaced at once when everything is written
     * @throws IOException if it cannot be written; an earlier file then stays
     */
    public void save(Path file) throws IOException {
        save(file, DType.F32);
    }

    /**
     * Writes a self-describing safetensors file.
     *
     * @param file replaced at once when everything is written
     * @param dtype {@link DType#F32}, {@link DType#F16} or {@link DType#BF16}, rounded to nearest even
     * @throws IOException if it cannot be written; an earlier file then stays
     * @throws IllegalArgumentException for another number type
     */
    public void save(Path file, DType dtype) throws IOException {
        Checkpoints.save(file, stateDict(), dtype, ModelFile.metadata(architecture(), preprocessing, labels));
    }
}
