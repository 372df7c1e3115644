package io.github.resnetv2.engine;

import io.github.resnetv2.engine.PackedWeights.Packed;
import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Tiling;
import io.github.resnetv2.kernel.Window;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ReLU;
import io.github.resnetv2.tensor.Pooling;
import io.github.resnetv2.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the steps of a network into a plan: gives every value a place in the arena and every step the work that fills it.
 *
 * <p>Two passes. The first walks over the steps, chooses algorithms and notes how long each value lives; then the places
 * are known, and the second pass makes the works.
 */
final class Planner {
    /** Pixels of one image's map from which on a batch is done image by image: 64 channels of them are 640 KB. */
    private static final int LARGE_MAP = 2500;

    private final Kernels kernels;
    private final PackedWeights weights;
    private final boolean exact;
    private final List<Step> steps;

    private final List<MemoryPlan.Life> lives = new ArrayList<>();
    private final Map<Node, Integer> buffers = new HashMap<>();

    // By identity: Java 17 itself would hold the record class whose equals it made last, and so the loader of this
    // library.
    private final IdentityHashMap<Step, Integer> spares = new IdentityHashMap<>();
    private final IdentityHashMap<Step, Algorithm> algorithms = new IdentityHashMap<>();
    private @Nullable MemoryPlan memory;

    /** How many steps are done image by image. */
    private int front;

    /** Nodes of one image that later steps read as part of a batch, and the pixels of that batch. */
    private final Map<Node, Integer> crossing = new HashMap<>();

    /** The image for which works are made at the moment. */
    private int image;

    private Planner(Kernels kernels, PackedWeights weights, boolean exact, List<Step> steps) {
        this.kernels = kernels;
        this.weights = weights;
        this.exact = exact;
        this.steps = steps;
    }

    /**
     * The plan of a recorded network.
     *
     * <p>The maps of the first steps are large: a batch of them fits no cache. Those steps are done image by image, and leave
     * what the others read in its place in the batch.
     *
     * @param nodes the network, from {@link Recorder#record}
     * @param single the same for one image of the batch
     * @param exact no Winograd
     * @param limits bounds the arena; asked before any weight is packed
     * @throws IllegalArgumentException if the arena would be too large
     * @throws ArithmeticException if it would be larger than an array can be
     */
    static Plan plan(
            Kernels kernels, PackedWeights weights, List<Node> nodes, List<Node> single, boolean exact, Limits limits) {
        return new Planner(kernels, weights, exact, Fusion.steps(nodes)).plan(nodes, Fusion.steps(single), limits);
    }

    private Plan plan(List<Node> nodes, List<Step> single, Limits limits) {
        int images = nodes.get(0).shape.size(0);
        front = images > 1 ? largeSteps() : 0;
        for (int i = 0; i < front; i++) {
            place(single.get(i), i);
        }
        for (int i = 0; i < front; i++) {
            cross(steps.get(i).plain(), single.get(i).plain(), steps.get(i).storePlain());
            Node second = steps.get(i).second();
            Node singleSecond = single.get(i).second();
            if (second != null && singleSecond != null) {
                cross(second, singleSecond, true);
            }
        }
        if (front > 0) {
            // The input of all images is there until the last of them has passed.
            extend(Objects.requireNonNull(spares.get(single.get(0))), 0, front - 1);
        }
        for (int i = front; i < steps.size(); i++) {
            place(steps.get(i), i);
        }
        Map<String, Node> outputs = new HashMap<>();
        for (Node node : nodes) {
            for (String name : node.outputs) {
                outputs.put(name, node);
                read(node, steps.size());
            }
        }
        MemoryPlan places = MemoryPlan.of(lives);
        requireWithin(limits, nodes.get(0).shape, places.size() * Float.BYTES);
        memory = places;
        List<PlanStep> planned = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).head().kind != Node.Kind.FLATTEN) {
                Step planning = i < front ? single.get(i) : steps.get(i);
                List<Work> works = new ArrayList<>();
                for (image = 0; image < (i < front ? images : 1); image++) {
                    works.add(work(planning));
                }
                image = 0;
                planned.add(new PlanStep(
                        steps.get(i), algorithms.get(planning), offset(planning), weightFloats(planning), works));
            }
        }
        Map<String, Plan.Output> located = new HashMap<>();
        outputs.forEach(
                (name, node) -> located.put(name, new Plan.Output(node.shape, Geometry.mapShape(node), placeOf(node))));
        return new Plan(
                kernels,
                nodes.get(0).shape,
                spareOffset(front > 0 ? single.get(0) : steps.get(0)),
                Math.toIntExact(places.size()) + Blocks.SIZE,
                planned,
                located);
    }

    /** Fails if a call takes more than it may. */
    static void requireWithin(Limits limits, Shape input, long bytes) {
        if (bytes > limits.arenaBytes()) {
            throw new IllegalArgumentException("input " + input + ": expected a call to take at most "
                    + limits.arenaBytes() + " bytes, found " + bytes);
        }
    }

    /** How many steps, from the first, have large maps. The input comes with its reader: what it makes is for one alone. */
    private int largeSteps() {
        int count = 1;
        while (count < steps.size() && isLarge(steps.get(count))) {
            count++;
        }
        return count > 1 ? count : 0;
    }

    /** Whether the results of a step are maps of many pixels. */
    private static boolean isLarge(Step step) {
        Shape shape = step.plain().shape;
        return shape.rank() == 4 && shape.size(2) * shape.size(3) >= LARGE_MAP;
    }

    /**
     * Gives a value that later steps read, or that is an output, a buffer for the whole batch, of which every image writes its
     * part.
     */
    private void cross(Node whole, Node single, boolean stored) {
        boolean read = steps.subList(front, steps.size()).stream()
                .anyMatch(step -> step.input() == whole || step.residual() == whole);
        if (stored && (read || !whole.outputs.isEmpty())) {
            crossing.put(single, Geometry.pixels(whole));
            int buffer = live(Geometry.mapFloats(whole), 0);
            extend(buffer, 0, front);
            // What place() gave it for one image is not needed.
            int alone = buffer(single);
            lives.set(
                    alone,
                    new MemoryPlan.Life(
                            0, lives.get(alone).first(), lives.get(alone).last()));
            buffers.put(whole, buffer);
            buffers.put(single, buffer);
        }
    }

    private void extend(int buffer, int first, int last) {
        MemoryPlan.Life life = lives.get(buffer);
        lives.set(buffer, new MemoryPlan.Life(life.size(), Math.min(life.first(), first), Math.max(life.last(), last)));
    }

    // ---- first pass: algorithms and lives

    private void place(Step step, int index) {
        Node head = step.head();
        if (head.kind == Node.Kind.FLATTEN) {
            // The same floats under another shape.
            buffers.put(head, buffer(step.input()));
            return;
        }
        if (head.kind == Node.Kind.INPUT) {
            placeInput(step, index);
            return;
        }
        read(step.input(), index);
        if (step.residual() != null) {
            read(step.residual(), index);
        }
        if (step.storePlain()) {
            buffers.put(step.plain(), live(Geometry.mapFloats(step.plain()), index));
        }
        if (step.second() != null) {
            buffers.put(step.second(), live(Geometry.mapFloats(step.second()), index));
        }
        if (head.layer instanceof Conv2d convolution) {
            if (convolution.groups() != 1) {
                throw new IllegalArgumentException(
                        head.path + ": expected a convolution of 1 group, found " + convolution.groups());
            }
            Algorithm algorithm = Algorithm.feedsStem(step.input())
                    ? Algorithm.STEM
                    : Algorithm.choose(convolution, step.input().shape, head.shape, exact);
            algorithms.put(step, algorithm);
            int spare = spare(step, algorithm, convolution);
            if (spare > 0) {
                spares.put(step, live(spare, index));
            }
        }
    }

    /** The tensor as it comes, and what the first layer reads. */
    private void placeInput(Step step, int index) {
        Node picture = picture(step);
        int images = steps.get(0).head().shape.size(0);
        int single =
                Math.toIntExact(step.head().shape.elements() / step.head().shape.size(0));
        spares.put(step, live(Math.multiplyExact(images, single), index));
        int floats = Algorithm.feedsStem(picture)
                ? Math.addExact(Geometry.borderedFloats(picture), Blocks.SLACK)
                : Geometry.mapFloats(picture);
        buffers.put(picture, live(floats, index));
    }

    private static Node picture(Step step) {
        return step.second() != null ? step.second() : step.plain();
    }

    private int live(int floats, int index) {
        lives.add(new MemoryPlan.Life(floats, index, index));
        return lives.size() - 1;
    }

    private void read(Node node, int index) {
        extend(buffer(node), index, index);
    }

    private int buffer(Node node) {
        Integer buffer = buffers.get(node);
        if (buffer == null) {
            throw new IllegalStateException(node.path + ": read before it is made");
        }
        return buffer;
    }

    private int spare(Step step, Algorithm algorithm, Conv2d convolution) {
        int blocks = Geometry.blocks(step.input());
        return switch (algorithm) {
            case GATHERED -> {
                Window window = Geometry.window(convolution.window(), step.input().shape, step.head().shape);
                yield window.taps() * blocks * window.outPixels() * Blocks.SIZE + Blocks.SLACK;
            }
            case WINOGRAD_2, WINOGRAD_4, STRIDED_2 -> {
                Tiling tiling = algorithm.tiling(step.input().shape);
                yield WinogradWork.isFor(tiling, blocks, Geometry.blocks(step.plain()))
                        ? 0
                        : WinogradPhases.transformed(tiling, blocks);
            }
            default -> 0;
        };
    }

    // ---- second pass: works

    private Work work(Step step) {
        Node head = step.head();
        Layer layer = head.layer;
        if (head.kind == Node.Kind.INPUT) {
            return inputWork(step);
        }
        Place in = placeOf(step.input());
        int blocks = Geometry.blocks(step.input());
        if (layer instanceof Conv2d convolution) {
            return convolution(step, convolution, in, blocks);
        }
        if (layer instanceof Linear linear) {
            Packed packed = weights.of(linear);
            return new MultiplyWork(
                    kernels, in, Geometry.pixels(step.input()), packed.panels(), finish(step, packed.bias()));
        }
        if (layer instanceof GroupNorm norm) {
            int images = head.shape.size(0);
            return new GroupNormWork(
                    kernels,
                    norm,
                    in,
                    placeOf(step.plain()),
                    floor(step.relu()),
                    images,
                    Geometry.pixels(head) / images);
        }
        if (layer instanceof MaxPool2d || layer instanceof AvgPool2d || layer instanceof AdaptiveAvgPool2d) {
            return pool(step, layer, in, blocks);
        }
        float[] zeros = new float[blocks * Blocks.SIZE];
        if (layer instanceof BatchNorm2d norm) {
            Affine affine = Affine.of(norm);
            Finish finish = new Finish(
                    blocks,
                    zeros,
                    null,
                    Finish.NO_FLOOR,
                    null,
                    affine.scale(),
                    affine.shift(),
                    floor(step.relu()),
                    placeOf(step.plain()));
            return new FinishWork(kernels, in, blocks, Geometry.pixels(head), finish);
        }
        if (layer instanceof ReLU || head.kind == Node.Kind.ADD) {
            Finish finish =
                    layer instanceof ReLU ? Finish.to(blocks, zeros, 0, placeOf(step.plain())) : finish(step, zeros);
            return new FinishWork(kernels, in, blocks, Geometry.pixels(head), finish);
        }
        throw new IllegalStateException(head.path + ": no work for " + layer);
    }

    private Work inputWork(Step step) {
        Node input = step.head();
        Node picture = picture(step);
        Shape shape = input.shape;
        Affine affine = affine(step, Geometry.blocks(picture));
        int from = spareOffset(step) + image * Math.toIntExact(shape.elements());
        int to = at(buffer(picture));
        if (Algorithm.feedsStem(picture)) {
            Conv2d stem = (Conv2d) Objects.requireNonNull(picture.users.get(0).layer);
            return new ImageWork(
                    from,
                    shape.size(1),
                    shape.size(2),
                    shape.size(3),
                    affine,
                    to,
                    Geometry.bordered(picture),
                    stem.window().padding().top(),
                    stem.window().padding().left());
        }
        return new BlockWork(
                from,
                shape.size(0),
                shape.size(1),
                shape.size(2) * shape.size(3),
                Geometry.blocks(picture),
                affine,
                placeOf(picture));
    }

    private static Affine affine(Step step, int blocks) {
        if (step.next() != null) {
            return Affine.of(step.next());
        }
        float[] ones = new float[blocks * Blocks.SIZE];
        Arrays.fill(ones, 1);
        return new Affine(ones, new float[blocks * Blocks.SIZE]);
    }

    private Work convolution(Step step, Conv2d layer, Place in, int blocks) {
        Algorithm algorithm = Objects.requireNonNull(algorithms.get(step));
        Packed packed = weights.of(layer, step.folded(), algorithm);
        Finish finish = finish(step, packed.bias());
        Window window = Geometry.window(layer.window(), step.input().shape, step.head().shape);
        return switch (algorithm) {
            case POINTWISE -> new MultiplyWork(kernels, in, Geometry.pixels(step.input()), packed.panels(), finish);
            case PATCHES -> new PatchWork(kernels, in, blocks, window, packed.panels(), finish);
            case GATHERED -> {
                Place patches = Place.of(spareOffset(step), window.outPixels());
                yield new Sequence(List.of(
                        new GatherWork(kernels, in, blocks, window, patches),
                        new MultiplyWork(kernels, patches, window.outPixels(), packed.panels(), finish)));
            }
            case STEM -> stem(step, layer, in, packed);
            case WINOGRAD_2, WINOGRAD_4, STRIDED_2 -> {
                Tiling tiling = algorithm.tiling(step.input().shape);
                yield WinogradWork.isFor(tiling, blocks, Geometry.blocks(step.plain()))
                        ? new WinogradWork(kernels, tiling, in, blocks, packed.panels(), finish)
                        : new WinogradPhases(kernels, tiling, in, blocks, spareOffset(step), packed.panels(), finish);
            }
        };
    }

    private Work stem(Step step, Conv2d layer, Place in, Packed packed) {
        int channels = step.input().shape.size(1);
        Window window = Geometry.stemWindow(step, layer);
        Node pooled = step.pooled();
        if (pooled == null) {
            Finish finish = finish(step, packed.bias());
            return new StemWork(kernels, in.offset(), channels, window, packed.panels(), finish);
        }
        MaxPool2d pool = (MaxPool2d) Objects.requireNonNull(step.plain().layer);
        int blocks = Geometry.blocks(pooled);
        return new PooledStemWork(
                kernels,
                in.offset(),
                channels,
                window,
                packed.panels(),
                place -> Finish.to(blocks, packed.bias(), floor(step.relu()), place),
                blocks,
                Geometry.window(pool.window(), pooled.shape, step.plain().shape),
                border(pool),
                pooledTo(step),
                step.second() == null ? null : finish(step, new float[blocks * Blocks.SIZE], Finish.NO_FLOOR));
    }

    private static float border(MaxPool2d pool) {
        return pool.border() == Pooling.Border.ZERO ? 0 : Float.NEGATIVE_INFINITY;
    }

    /** Where a pooling leaves its values, for its finish to read. */
    private Place pooledTo(Step step) {
        return placeOf(step.storePlain() || step.second() == null ? step.plain() : step.second());
    }

    private Work pool(Step step, Layer layer, Place in, int blocks) {
        Node head = step.head();
        Place out = pooledTo(step);
        Finish finish = step.second() == null && !step.relu() ? null : finish(step, new float[blocks * Blocks.SIZE]);
        if (layer instanceof MaxPool2d pool) {
            float border = border(pool);
            return new PoolWork(
                    kernels,
                    (x, from, window, fromBlock, toBlock, row, rows, to, scratch) ->
                            kernels.maxPool(x, from, window, border, fromBlock, toBlock, row, rows, to, scratch),
                    in,
                    blocks,
                    Geometry.window(pool.window(), step.input().shape, head.shape),
                    out,
                    finish);
        }
        Shape shape = step.input().shape;
        if (layer instanceof AvgPool2d pool) {
            io.github.resnetv2.tensor.Window sliding = pool.window();
            int divisor = pool.countBorder() ? sliding.kernelHeight() * sliding.kernelWidth() : 0;
            return new PoolWork(
                    kernels,
                    (x, from, window, fromBlock, toBlock, row, rows, to, scratch) ->
                            kernels.averagePool(x, from, window, divisor, fromBlock, toBlock, row, rows, to, scratch),
                    in,
                    blocks,
                    Geometry.window(sliding, shape, head.shape),
                    out,
                    finish);
        }
        int images = shape.size(0);
        return new GlobalPoolWork(kernels, in, blocks, images, Geometry.pixels(step.input()) / images, out, finish);
    }

    // ---- places and finishes

    private Finish finish(Step step, float[] bias) {
        return finish(step, bias, floor(step.relu()));
    }

    private Finish finish(Step step, float[] bias, float floor) {
        int blocks = Geometry.blocks(step.plain());
        Place residual = step.residual() == null ? null : placeOf(step.residual());
        Place plain = step.storePlain() ? placeOf(step.plain()) : null;
        if (step.second() == null || step.next() == null) {
            return new Finish(blocks, bias, residual, floor, plain, new float[0], new float[0], Finish.NO_FLOOR, null);
        }
        Affine affine = Affine.of(step.next());
        return new Finish(
                blocks,
                bias,
                residual,
                floor,
                plain,
                affine.scale(),
                affine.shift(),
                floor(step.nextRelu()),
                placeOf(step.second()));
    }

    private static float floor(boolean relu) {
        return relu ? 0 : Finish.NO_FLOOR;
    }

    private Place placeOf(Node node) {
        int offset = at(buffer(node));
        Integer batch = crossing.get(node);
        return batch == null
                ? Place.of(offset, Geometry.pixels(node))
                : new Place(
                        offset + image * Geometry.pixels(node) * Blocks.SIZE, Math.multiplyExact(batch, Blocks.SIZE));
    }

    private int offset(Step step) {
        Node made = step.storePlain() || step.second() == null ? step.plain() : step.second();
        return at(buffer(made));
    }

    private int spareOffset(Step step) {
        return at(Objects.requireNonNull(spares.get(step)));
    }

    /** Where a buffer begins in the array of a call. */
    private int at(int buffer) {
        return Blocks.align(0) + Math.toIntExact(Objects.requireNonNull(memory).offset(buffer));
    }

    private long weightFloats(Step step) {
        Layer layer = step.head().layer;
        if (layer instanceof Conv2d convolution) {
            return weights.of(convolution, step.folded(), Objects.requireNonNull(algorithms.get(step)))
                    .panels()
                    .size();
        }
        return layer instanceof Linear linear ? weights.of(linear).panels().size() : 0;
    }
}
