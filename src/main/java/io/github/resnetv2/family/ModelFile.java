package io.github.resnetv2.family;

import io.github.resnetv2.family.match.Recognized;
import io.github.resnetv2.family.match.Variant;
import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.family.named.NamedFamilies;
import io.github.resnetv2.family.onnx.OnnxGraph;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From an opened checkpoint to a network: recognise, check strictly, read, assemble. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Turns a checkpoint into a network.
     *
     * @param checkpoint opened; is not closed here
     * @param limits what to accept
     * @return the network and what it was recognised as
     * @throws ModelFormatException if it is no network that fits, saying what it seems to be
     * @throws IOException if it cannot be read
     */
    public static Loaded load(Checkpoint checkpoint, Limits limits) throws IOException {
        Understood understood = understand(checkpoint, limits);
        Recognized recognized = understood.recognized;
        return new Loaded(
                assemble(checkpoint.source(), recognized.architecture(), recognized.weights()), understood.recognition);
    }

    /**
     * Says what a checkpoint is, without reading the values of its tensors.
     *
     * @param checkpoint opened; is not closed here
     * @param limits what to accept
     * @return what it was recognised as
     * @throws ModelFormatException if it is no network that fits, saying what it seems to be
     * @throws IOException if it cannot be read
     */
    public static Recognition recognise(Checkpoint checkpoint, Limits limits) throws IOException {
        return understand(checkpoint, limits).recognition;
    }

    /**
     * A network of given weights under this library's own names.
     *
     * @param architecture what to build
     * @param weights exactly the tensors of {@link Architecture#parameters}
     * @return the network
     * @throws ModelFormatException if a tensor is missing, unexpected or of the wrong shape; the message lists all
     * @throws IOException if a tensor cannot be read
     */
    public static Network assemble(Architecture architecture, StateDict weights) throws IOException {
        String source = "state dict";
        Map<String, Weight> byName = Weight.allOf(weights);
        StrictCheck.check(source, architecture, byName);
        return assemble(source, architecture, byName);
    }

    /**
     * The metadata that makes a file self-describing.
     *
     * @param architecture what to build
     * @param preprocessing how photos are prepared, or null if that is not known
     * @param labels names of the classes, or none
     * @return for the metadata of a safetensors file
     */
    public static Map<String, String> metadata(
            Architecture architecture, @Nullable Preprocessing preprocessing, List<String> labels) {
        return SelfDescription.write(architecture, preprocessing, labels);
    }

    private record Understood(Recognized recognized, Recognition recognition) {}

    private static Understood understand(Checkpoint checkpoint, Limits limits) throws IOException {
        try {
            Optional<SelfDescription> description = SelfDescription.read(checkpoint, limits);
            Recognized recognized =
                    description.isPresent() ? own(checkpoint, description.get()) : recognise(checkpoint);
            StrictCheck.check(checkpoint.source(), recognized.architecture(), recognized.weights());
            return new Understood(recognized, recognition(checkpoint, limits, recognized, description));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(checkpoint.source() + ": " + e.getMessage(), e);
        }
    }

    private static Recognized recognise(Checkpoint checkpoint) throws IOException {
        return checkpoint.graph().isPresent() ? OnnxGraph.recognise(checkpoint) : NamedFamilies.recognise(checkpoint);
    }

    private static Recognized own(Checkpoint checkpoint, SelfDescription description) throws ModelFormatException {
        Architecture architecture = description.architecture();
        long blocks = architecture.stages().stream().mapToLong(Stage::blocks).sum();
        int tensors = checkpoint.tensors().names().size();
        // Before the list of parameters is made, whose length a few bytes of metadata could drive to millions.
        if (blocks > tensors) {
            throw new ModelFormatException(checkpoint.source() + ": expected the tensors of " + blocks
                    + " blocks as its metadata says, found " + tensors + " tensors in all");
        }
        return new Recognized("resnetv2", architecture, Weight.allOf(checkpoint.tensors()), false);
    }

    private static Recognition recognition(
            Checkpoint checkpoint, Limits limits, Recognized recognized, Optional<SelfDescription> description)
            throws ModelFormatException {
        Architecture architecture = recognized.architecture();
        Variant variant = Variant.of(architecture);
        HubConfig config = MetadataJson.read(checkpoint, Checkpoint.HUB_CONFIG, limits, HubConfig::read)
                .orElse(HubConfig.NONE);
        List<String> guesses = new ArrayList<>();
        Optional<Preprocessing> known =
                config.preprocessing().or(() -> description.flatMap(SelfDescription::preprocessing));
        if (known.isEmpty()) {
            guesses.add("preprocessing is not in the file: taken from the preset " + variant.preset());
        }
        List<String> labels = config.labels().isEmpty()
                ? description.map(SelfDescription::labels).orElse(List.of())
                : config.labels();
        if (labels.isEmpty() && variant.isImageNet(architecture)) {
            labels = ImageNetLabels.read();
            guesses.add(
                    "labels are not in the file: those of ImageNet-1k, which the published " + variant.name() + " has");
        }
        if (!labels.isEmpty() && labels.size() != architecture.classes()) {
            throw new ModelFormatException(
                    checkpoint.source() + ": expected " + architecture.classes() + " labels, found " + labels.size());
        }
        return new Recognition(
                checkpoint.source(),
                checkpoint.format(),
                recognized.family(),
                variant.name(),
                architecture,
                recognized.softmax(),
                known.orElseGet(() -> Presets.byName(variant.preset())),
                labels,
                guesses);
    }

    private static Network assemble(String source, Architecture architecture, Map<String, Weight> weights)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, Weight> weight : weights.entrySet()) {
            tensors.put(weight.getKey(), weight.getValue().values().read());
        }
        return Network.assemble(architecture, parameter -> {
            Tensor tensor = tensors.get(parameter.name());
            if (tensor == null) {
                throw new IllegalStateException(source + ": " + parameter.name() + " passed the check but is missing");
            }
            return tensor;
        });
    }
}
