package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphBlock.Convolution;
import io.github.resnetv2.family.onnx.GraphStep.Apply;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Projection;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.Shortcut.Source;
import io.github.resnetv2.tensor.Pooling.Border;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The description of the network whose parts were found, and the step of the graph for each of its layers.
 *
 * <p>Every switch is set by the parts that show it; whether the others agree is for {@link GraphCheck} to find out.
 */
final class GraphNetwork {
    private static final double USUAL_EPSILON = 1e-5;

    private final GraphMatch match;
    private final boolean strideInLastBlock;
    private final List<List<GraphBlock>> stages;
    private final Projection projection;

    GraphNetwork(GraphMatch match) {
        this.match = match;
        this.strideInLastBlock = match.blocks().stream().anyMatch(GraphBlock::skipsByPooling);
        this.stages = stages();
        List<GraphBlock.Around> projections = match.blocks().stream()
                .map(GraphBlock::shortcut)
                .filter(shortcut -> shortcut.projection().isPresent())
                .toList();
        this.projection = new Projection(
                projections.isEmpty() ? Source.INPUT : projections.get(0).source(),
                projections.stream().anyMatch(shortcut -> shortcut.pooling().isPresent()));
    }

    /** A stage begins with a projection or another width, or where the block before has made the last step down. */
    private List<List<GraphBlock>> stages() {
        List<List<GraphBlock>> all = new ArrayList<>();
        GraphBlock before = null;
        for (GraphBlock block : match.blocks()) {
            if (before == null
                    || block.shortcut().projection().isPresent()
                    || block.width() != before.width()
                    || before.skipsByPooling()) {
                all.add(new ArrayList<>());
            }
            all.get(all.size() - 1).add(block);
            before = block;
        }
        return all;
    }

    /**
     * The description.
     *
     * @throws IllegalArgumentException if a size is beyond what a network may have
     */
    Architecture architecture() {
        return new Architecture(
                match.stem().get(0).layer().weight().shape().size(1),
                match.head()
                        .map(head -> ((Linear) head.layer()).weight().shape().size(0))
                        .orElse(0),
                stem(),
                match.blocks().get(0).branch().size() == Block.BASIC.convolutions() ? Block.BASIC : Block.BOTTLENECK,
                stages.stream().map(this::stage).toList(),
                strideInLastBlock,
                projection,
                norm(),
                norms(),
                biases(),
                OptionalDouble.empty(),
                GraphSteps.isAverage4(match.pool().layer()) ? HeadPool.AVERAGE_4 : HeadPool.GLOBAL);
    }

    /** The step of the graph for each layer that has tensors, by the layer's path. A norm that was folded has none. */
    Map<String, Apply> steps() {
        Map<String, Apply> steps = new LinkedHashMap<>();
        match.inputNorm().ifPresent(norm -> steps.put("bn_data", norm));
        List<Convolution> stem = match.stem();
        for (int i = 0; i < stem.size(); i++) {
            boolean only = stem.size() == 1;
            boolean last = i == stem.size() - 1;
            // In a chain, three layers stand for each convolution: itself, its norm, its ReLU.
            put(steps, only ? "conv1" : "conv1." + 3 * i, last ? "bn1" : "conv1." + (3 * i + 1), stem.get(i));
        }
        for (int s = 0; s < stages.size(); s++) {
            for (int b = 0; b < stages.get(s).size(); b++) {
                put(steps, "layer" + (s + 1) + "." + b + ".", stages.get(s).get(b));
            }
        }
        match.last().ifPresent(norm -> steps.put("bn_last", norm));
        match.head().ifPresent(head -> steps.put("fc", head));
        return steps;
    }

    private void put(Map<String, Apply> steps, String path, GraphBlock block) {
        block.first().ifPresent(norm -> steps.put(path + "bn1", norm));
        for (int i = 0; i < block.branch().size(); i++) {
            put(
                    steps,
                    path + "conv" + (i + 1),
                    path + "bn" + (i + 2),
                    block.branch().get(i));
        }
        int index = projection.averagePool() ? 1 : 0;
        block.shortcut()
                .projection()
                .ifPresent(convolution ->
                        put(steps, path + "downsample." + index, path + "downsample." + (index + 1), convolution));
    }

    private static void put(Map<String, Apply> steps, String path, String normPath, Convolution convolution) {
        steps.put(path, convolution.step());
        convolution.norm().ifPresent(norm -> steps.put(normPath, norm));
    }

    private Stem stem() {
        Convolution first = match.stem().get(0);
        StemPool pool = match.stemPool()
                .map(step ->
                        ((MaxPool2d) step.layer()).border() == Border.ZERO ? StemPool.MAX_ZERO_BORDER : StemPool.MAX)
                .orElse(StemPool.NONE);
        return new Stem(
                first.layer().window().kernelHeight(),
                first.layer().window().strideHeight(),
                match.stem().stream().map(Convolution::outputs).toList(),
                match.stemRelu(),
                pool);
    }

    private Stage stage(List<GraphBlock> blocks) {
        GraphBlock first = blocks.get(0);
        GraphBlock strided = blocks.get(strideInLastBlock ? blocks.size() - 1 : 0);
        return new Stage(
                blocks.size(),
                first.width(),
                first.outputWidth(),
                strided.stride(),
                first.shortcut().projection().isPresent());
    }

    private Norm norm() {
        return match.norms().stream()
                .findFirst()
                .map(step -> step.layer() instanceof GroupNorm group
                        ? new Norm(group.groups(), group.epsilon())
                        : new Norm(0, ((BatchNorm2d) step.layer()).epsilon()))
                .orElse(new Norm(0, USUAL_EPSILON));
    }

    private Norms norms() {
        return new Norms(
                match.inputNorm().isPresent(),
                lastOfStem().norm().isPresent(),
                inner().anyMatch(convolution -> convolution.norm().isPresent()),
                projections().anyMatch(convolution -> convolution.norm().isPresent()),
                match.last().isPresent());
    }

    private Biases biases() {
        return new Biases(
                lastOfStem().hasBias(),
                inner().anyMatch(Convolution::hasBias),
                match.blocks().stream().anyMatch(block -> block.last().hasBias()),
                projections().anyMatch(Convolution::hasBias));
    }

    private Convolution lastOfStem() {
        return match.stem().get(match.stem().size() - 1);
    }

    /** The convolutions that another one of their block or stem follows. */
    private Stream<Convolution> inner() {
        Stream<Convolution> ofStem = match.stem().stream().limit(match.stem().size() - 1L);
        Stream<Convolution> ofBlocks = match.blocks().stream()
                .flatMap(block -> block.branch().stream().limit(block.branch().size() - 1L));
        return Stream.concat(ofStem, ofBlocks);
    }

    private Stream<Convolution> projections() {
        return match.blocks().stream()
                .map(block -> block.shortcut().projection())
                .flatMap(Optional::stream);
    }
}
