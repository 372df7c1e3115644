package io.github.resnetv2.tensor;

/** Normalisation of feature maps, channel by channel or group by group, as in inference. */
public final class Normalization {
    private Normalization() {}

    /**
     * Batch normalisation with stored statistics: {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias} per
     * channel, computed as {@code x * scale + shift} with scale and shift rounded once from double.
     *
     * <p>Equals {@code torch.nn.functional.batch_norm(training=False)} of PyTorch 2.15 up to rounding.
     *
     * @param x {@code [N, C, H, W]}
     * @param weight gamma, {@code [C]}
     * @param bias beta, {@code [C]}
     * @param runningMean {@code [C]}
     * @param runningVar {@code [C]}, zero or more
     * @param epsilon added to the variance
     * @return of the shape of x
     * @throws IllegalArgumentException if the shapes do not fit together
     */
    public static Tensor batchNorm(
            Tensor x, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVar, double epsilon) {
        int channels = requireChannels("batchNorm", x.shape(), weight, bias);
        requireChannels("batchNorm", x.shape(), runningMean, runningVar);
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double factor = weight.get(c) / Math.sqrt(runningVar.get(c) + epsilon);
            scale[c] = (float) factor;
            shift[c] = (float) (bias.get(c) - runningMean.get(c) * factor);
        }
        Tensor input = x.contiguous();
        int plane = x.shape().size(2) * x.shape().size(3);
        return Tensor.build(x.shape(), y -> {
            for (int p = 0; p < x.shape().size(0) * channels; p++) {
                affine(
                        input.array(),
                        input.start() + p * plane,
                        y,
                        p * plane,
                        plane,
                        scale[p % channels],
                        shift[p % channels]);
            }
        });
    }

    /**
     * Group normalisation: the channels of an image form equal groups, each of which is brought to mean 0 and variance 1
     * over its channels, rows and columns; then {@code * weight + bias} per channel. The variance is the biased one.
     *
     * <p>Equals {@code torch.nn.functional.group_norm} of PyTorch 2.15 up to rounding; the statistics are summed in double.
     *
     * @param x {@code [N, C, H, W]}
     * @param groups how many, divides C
     * @param weight gamma, {@code [C]}
     * @param bias beta, {@code [C]}
     * @param epsilon added to the variance
     * @return of the shape of x
     * @throws IllegalArgumentException if the shapes do not fit together
     */
    public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double epsilon) {
        int channels = requireChannels("groupNorm", x.shape(), weight, bias);
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    "groupNorm: expected a number of groups that divides " + channels + " channels, found " + groups);
        }
        Tensor input = x.contiguous();
        int plane = x.shape().size(2) * x.shape().size(3);
        int perGroup = channels / groups;
        return Tensor.build(x.shape(), y -> {
            for (int g = 0; g < x.shape().size(0) * groups; g++) {
                int from = input.start() + g * perGroup * plane;
                double mean = mean(input.array(), from, perGroup * plane);
                double factor = 1 / Math.sqrt(variance(input.array(), from, perGroup * plane, mean) + epsilon);
                for (int c = 0; c < perGroup; c++) {
                    int channel = g % groups * perGroup + c;
                    double scale = weight.get(channel) * factor;
                    double shift = bias.get(channel) - mean * scale;
                    int target = (g * perGroup + c) * plane;
                    affine(input.array(), from + c * plane, y, target, plane, (float) scale, (float) shift);
                }
            }
        });
    }

    private static void affine(float[] x, int from, float[] y, int to, int count, float scale, float shift) {
        for (int i = 0; i < count; i++) {
            y[to + i] = x[from + i] * scale + shift;
        }
    }

    private static double mean(float[] x, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x[i];
        }
        return sum / count;
    }

    private static double variance(float[] x, int from, int count, double mean) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            double difference = x[i] - mean;
            sum += difference * difference;
        }
        return sum / count;
    }

    private static int requireChannels(String operation, Shape x, Tensor first, Tensor second) {
        Shape expected = first.shape();
        if (x.rank() != 4 || x.size(0) < 1 || expected.rank() != 1 || x.size(1) != expected.size(0)) {
            throw new IllegalArgumentException(
                    operation + ": expected input [N, C, H, W] with N at least 1 and one number a channel, found " + x
                            + " and " + expected);
        }
        if (!second.shape().equals(expected)) {
            throw new IllegalArgumentException(operation + ": expected " + expected + ", found " + second.shape());
        }
        return x.size(1);
    }
}
