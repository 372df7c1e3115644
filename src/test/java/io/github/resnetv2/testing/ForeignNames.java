package io.github.resnetv2.testing;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Parameter;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way back from this library's names to those of the families: by which the golden values were computed.
 *
 * <p>Written independently of the code under test, which only knows the other direction.
 */
public enum ForeignNames {
    /** {@code stages.0.blocks.0.norm1.weight}. */
    TIMM {
        @Override
        public String of(String name) {
            Matcher block = BLOCK.matcher(name);
            if (block.matches()) {
                String rest = block.group(3)
                        .replaceFirst("^bn", "norm")
                        .replaceFirst("^downsample\\.[01]\\.", "downsample.conv.");
                return "stages." + (Integer.parseInt(block.group(1)) - 1) + ".blocks." + block.group(2) + "." + rest;
            }
            Matcher stem = Pattern.compile("conv1\\.(\\d)\\.(.+)").matcher(name);
            if (stem.matches()) {
                int index = Integer.parseInt(stem.group(1));
                return "stem." + (index % 3 == 0 ? "conv" : "norm") + (index / 3 + 1) + "." + stem.group(2);
            }
            return name.replaceFirst("^conv1\\.", "stem.conv.")
                    .replaceFirst("^bn_last\\.", "norm.")
                    .replaceFirst("^fc\\.", "head.fc.");
        }
    },
    /** {@code features.5.0.bn1.gamma}. */
    GLUON {
        @Override
        public String of(String name) {
            Matcher block = BLOCK.matcher(name);
            String renamed = block.matches()
                    ? "features." + (Integer.parseInt(block.group(1)) + 4) + "." + block.group(2) + "."
                            + block.group(3).replace("downsample.0", "downsample")
                    : name.replaceFirst("^bn_data\\.", "features.0.")
                            .replaceFirst("^conv1\\.", "features.1.")
                            .replaceFirst("^bn1\\.", "features.2.")
                            .replaceFirst("^bn_last\\.", "features.9.")
                            .replaceFirst("^fc\\.", "output.");
            boolean norm = name.matches("(.*\\.)?bn(\\d|_data|_last)\\.\\w+");
            return norm ? renamed.replaceFirst("\\.weight$", ".gamma").replaceFirst("\\.bias$", ".beta") : renamed;
        }
    },
    /** {@code conv2_block1_preact_bn/gamma}. */
    KERAS {
        @Override
        public String of(String name) {
            int dot = name.lastIndexOf('.');
            String path = name.substring(0, dot);
            boolean norm = path.matches("(.*\\.)?bn(\\d|_last)");
            String variable = switch (name.substring(dot + 1)) {
                case "weight" -> norm ? "gamma" : "kernel";
                case "bias" -> norm ? "beta" : "bias";
                case "running_mean" -> "moving_mean";
                default -> "moving_variance";
            };
            Matcher block = BLOCK.matcher(path);
            if (!block.matches()) {
                return path.replace("conv1", "conv1_conv")
                                .replace("bn_last", "post_bn")
                                .replace("fc", "predictions") + "/" + variable;
            }
            String layer = switch (block.group(3)) {
                case "bn1" -> "preact_bn";
                case "conv1" -> "1_conv";
                case "bn2" -> "1_bn";
                case "conv2" -> "2_conv";
                case "bn3" -> "2_bn";
                case "conv3" -> "3_conv";
                default -> "0_conv";
            };
            int stage = Integer.parseInt(block.group(1)) + 1;
            int number = Integer.parseInt(block.group(2)) + 1;
            return "conv" + stage + "_block" + number + "_" + layer + "/" + variable;
        }
    };

    private static final Pattern BLOCK = Pattern.compile("layer(\\d)\\.(\\d+)\\.(.+)");

    /** The family's name of a tensor. */
    public abstract String of(String name);

    /** The golden value of a tensor in the family's own layout. */
    public Tensor value(String name, Shape shape) {
        String foreign = of(name);
        if (this == GLUON && foreign.startsWith("features.0.") && !foreign.contains("running")) {
            return Tensor.full(shape, foreign.endsWith("gamma") ? 1 : 0).contiguous();
        }
        return GoldenValues.parameter(foreign, layout(name, shape));
    }

    /** The file of a network, as its own library would have named and laid out the tensors. */
    public Checkpoint checkpoint(Architecture architecture) {
        List<Entry> entries = new ArrayList<>();
        for (Parameter parameter : architecture.parameters()) {
            Shape shape = layout(parameter.name(), parameter.shape());
            entries.add(new Entry(
                    of(parameter.name()),
                    DType.F32,
                    shape,
                    sink -> Entry.of(parameter.name(), value(parameter.name(), parameter.shape()))
                            .values()
                            .forEachPortion(sink)));
        }
        return new Checkpoint(
                Format.SAFETENSORS, "golden", StateDict.of(entries), Map.of(), Optional.empty(), () -> {});
    }

    private Shape layout(String name, Shape shape) {
        if (this == KERAS && shape.rank() == 4) {
            return Shape.of(shape.size(2), shape.size(3), shape.size(1), shape.size(0));
        }
        if (this == KERAS && shape.rank() == 2) {
            return Shape.of(shape.size(1), shape.size(0));
        }
        return this == TIMM && name.equals("fc.weight") ? Shape.of(shape.size(0), shape.size(1), 1, 1) : shape;
    }
}
