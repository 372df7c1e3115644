package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Convolution;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution, {@code torch.nn.Conv2d}; optionally with standardised weights, timm's {@code StdConv2d}.
 *
 * <p>{@link #weight} is always what the checkpoint holds. With standardisation, what multiplies the input is
 * {@link #effectiveWeight}.
 *
 * @param weight {@code [O, C / groups, kernelHeight, kernelWidth]}, raw
 * @param bias {@code [O]}, or null for none
 * @param window kernel, stride, padding and dilation
 * @param groups how many independent parts the channels form
 * @param standardization if present, each filter is brought to mean 0 and variance 1 with this epsilon
 */
public record Conv2d(Tensor weight, @Nullable Tensor bias, Window window, int groups, OptionalDouble standardization)
        implements Layer {
    /**
     * Checks the shapes.
     *
     * @param weight as in the record
     * @param bias as in the record
     * @param window as in the record
     * @param groups as in the record
     * @param standardization as in the record
     * @throws IllegalArgumentException if weight, bias, window and groups do not fit together
     */
    public Conv2d {
        Convolution.requireFit(weight.shape(), bias == null ? null : bias.shape(), window, groups);
    }

    /**
     * A convolution without groups or standardisation.
     *
     * @param weight {@code [O, C, kernelHeight, kernelWidth]}
     * @param bias {@code [O]}, or null for none
     * @param window kernel, stride, padding and dilation
     */
    public Conv2d(Tensor weight, @Nullable Tensor bias, Window window) {
        this(weight, bias, window, 1, OptionalDouble.empty());
    }

    /**
     * The weights that multiply the input: the raw ones, or each filter {@code (w - mean) / sqrt(variance + epsilon)} with
     * the biased variance over its channels, rows and columns.
     *
     * <p>Equals timm 1.0.31 {@code timm.layers.StdConv2d}; computed in double and rounded once. Computed anew on each
     * call, so that a model does not hold its weights twice.
     *
     * @return of the shape of {@link #weight}
     */
    public Tensor effectiveWeight() {
        if (standardization.isEmpty()) {
            return weight;
        }
        double epsilon = standardization.getAsDouble();
        int filter = Math.toIntExact(weight.shape().elements() / weight.shape().size(0));
        return Tensor.build(weight.shape(), target -> {
            weight.copyTo(target, 0);
            for (int from = 0; from < target.length; from += filter) {
                standardize(target, from, filter, epsilon);
            }
        });
    }

    private static void standardize(float[] w, int from, int count, double epsilon) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += w[i];
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += (w[i] - mean) * (w[i] - mean);
        }
        double factor = 1 / Math.sqrt(squares / count + epsilon);
        for (int i = from; i < from + count; i++) {
            w[i] = (float) ((w[i] - mean) * factor);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return Convolution.outputShape(input, weight.shape(), window, groups);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolution.conv2d(x, effectiveWeight(), bias, window, groups);
    }

    @Override
    public Map<String, Tensor> parameters() {
        return NamedTensors.of("weight", weight, "bias", bias);
    }
}
