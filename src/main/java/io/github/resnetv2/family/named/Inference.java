package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an {@link Architecture} off the names and shapes of a checkpoint that was translated to this library's names:
 * depth, widths, classes, and which norms and biases there are. {@link Conventions} add what cannot be seen.
 */
final class Inference {
    private final String source;
    private final Map<String, Weight> weights;
    private final Conventions conventions;

    private Inference(String source, Map<String, Weight> weights, Conventions conventions) {
        this.source = source;
        this.weights = weights;
        this.conventions = conventions;
    }

    /**
     * The architecture that these weights belong to. Whether they fit it without remainder is checked by
     * the strict check.
     *
     * @throws ModelFormatException if even the outline cannot be seen, saying what is missing
     * @throws IllegalArgumentException if a size is beyond what a network may have
     */
    static Architecture infer(String source, Map<String, Weight> weights, Conventions conventions)
            throws ModelFormatException {
        return new Inference(source, weights, conventions).architecture();
    }

    private Architecture architecture() throws ModelFormatException {
        Block block = has("layer1.0.conv3.weight") ? Block.BOTTLENECK : Block.BASIC;
        List<String> chain = stemConvolutions();
        String lastConvolution = ".conv" + block.convolutions();
        Optional<String> projection = firstProjection();
        return new Architecture(
                convolution(chain.get(0)).size(1),
                has("fc.weight") ? shape("fc.weight", 2).size(0) : 0,
                stem(chain),
                block,
                stages(block),
                conventions.strideInLastBlock(),
                conventions.projection(),
                norm(),
                new Norms(
                        has("bn_data.weight"),
                        has("bn1.weight"),
                        has("layer1.0.bn2.weight"),
                        projection.isPresent() && has(nextIndex(projection.get()) + ".weight"),
                        has("bn_last.weight")),
                new Biases(
                        has(chain.get(chain.size() - 1) + ".bias"),
                        has("layer1.0.conv1.bias"),
                        has("layer1.0" + lastConvolution + ".bias"),
                        projection.isPresent() && has(projection.get() + ".bias")),
                conventions.weightStandardization(),
                conventions.pool());
    }

    private List<String> stemConvolutions() {
        if (has("conv1.weight")) {
            return List.of("conv1");
        }
        // Between two convolutions of a chain stand a norm and a ReLU.
        List<String> chain = new ArrayList<>();
        for (int i = 0; has("conv1." + i + ".weight"); i += 3) {
            chain.add("conv1." + i);
        }
        return chain.isEmpty() ? List.of("conv1") : chain;
    }

    private Stem stem(List<String> chain) throws ModelFormatException {
        List<Integer> widths = new ArrayList<>();
        for (String convolution : chain) {
            widths.add(convolution(convolution).size(0));
        }
        int kernel = convolution(chain.get(0)).size(2);
        // A single 3x3 convolution is the stem for small pictures; every other stem quarters the map.
        boolean small = chain.size() == 1 && kernel == 3;
        return new Stem(
                kernel, small ? 1 : 2, widths, conventions.stemRelu(), small ? StemPool.NONE : conventions.stemPool());
    }

    private List<Stage> stages(Block block) throws ModelFormatException {
        List<Stage> stages = new ArrayList<>();
        while (has("layer" + (stages.size() + 1) + ".0.conv1.weight")) {
            String path = "layer" + (stages.size() + 1);
            int blocks = 1;
            while (has(path + "." + blocks + ".conv1.weight")) {
                blocks++;
            }
            boolean last = !has("layer" + (stages.size() + 2) + ".0.conv1.weight");
            boolean strided = conventions.strideInLastBlock() ? !last : !stages.isEmpty();
            stages.add(new Stage(
                    blocks,
                    convolution(path + ".0.conv1").size(0),
                    convolution(path + ".0.conv" + block.convolutions()).size(0),
                    strided ? 2 : 1,
                    projection(path).isPresent()));
        }
        if (stages.isEmpty()) {
            throw new ModelFormatException(source + ": expected layer1.0.conv1.weight, found no first stage");
        }
        return stages;
    }

    private Optional<String> firstProjection() {
        for (int stage = 1; has("layer" + stage + ".0.conv1.weight"); stage++) {
            Optional<String> projection = projection("layer" + stage);
            if (projection.isPresent()) {
                return projection;
            }
        }
        return Optional.empty();
    }

    /** The path of the convolution on the shortcut of a stage's first block: behind the average pooling if there is one. */
    private Optional<String> projection(String stage) {
        String path = stage + ".0.downsample." + (conventions.projection().averagePool() ? 1 : 0);
        return has(path + ".weight") ? Optional.of(path) : Optional.empty();
    }

    private static String nextIndex(String path) {
        int dot = path.lastIndexOf('.') + 1;
        return path.substring(0, dot) + (Integer.parseInt(path.substring(dot)) + 1);
    }

    private Norm norm() {
        return new Norm(has("layer1.0.bn1.running_mean") ? 0 : 32, conventions.epsilon());
    }

    private Shape convolution(String path) throws ModelFormatException {
        return shape(path + ".weight", 4);
    }

    private Shape shape(String name, int rank) throws ModelFormatException {
        Weight weight = weights.get(name);
        if (weight == null) {
            throw new ModelFormatException(source + ": expected a tensor " + name + ", found none");
        }
        if (weight.shape().rank() != rank) {
            throw new ModelFormatException(
                    source + ": " + weight.origin() + ": expected " + rank + " dimensions, found " + weight.shape());
        }
        return weight.shape();
    }

    private boolean has(String name) {
        return weights.containsKey(name);
    }
}
