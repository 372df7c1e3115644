package io.github.resnetv2.image;

import java.util.Arrays;

/**
 * Pillow's separable resize: one pass along the rows, one along the columns, each rounded to whole bytes. Only the pixels
 * of the wanted region are made, and only the source pixels that these need are read.
 *
 * @param filter the weights
 * @param order which pass comes first
 */
record Resampling(ResizeFilter filter, PassOrder order) {
    private static final int HALF = 1 << ResizeWeights.PRECISION - 1;

    /**
     * A region of the picture that {@code source} becomes at {@code newWidth} by {@code newHeight} pixels.
     *
     * @param region lies wholly within the new picture and has at least one pixel
     * @throws IllegalArgumentException if what lies between the two passes is too large for an array
     */
    RgbImage apply(RgbImage source, int newWidth, int newHeight, Region region) {
        ResizeWeights across = ResizeWeights.of(filter, source.width(), newWidth, region.left(), region.width());
        ResizeWeights down = ResizeWeights.of(filter, source.height(), newHeight, region.top(), region.height());
        int stride = 3 * source.width();
        byte[] result;
        if (order.columnsFirst(source.width(), source.height(), newWidth, newHeight)) {
            int begin = across.begin();
            int bytes = 3 * (across.end() - begin);
            byte[] strip = alongColumns(source.data(), 3 * begin, stride, bytes, down, 0);
            result = alongRows(strip, 0, bytes, down.size(), across, begin);
        } else {
            int begin = down.begin();
            byte[] strip = alongRows(source.data(), begin * stride, stride, down.end() - begin, across, 0);
            result = alongColumns(strip, 0, 3 * across.size(), 3 * across.size(), down, begin);
        }
        return RgbImage.wrap(region.width(), region.height(), result);
    }

    /**
     * Weighs the pixels of each row.
     *
     * @param at the byte where the first row starts
     * @param stride bytes from one row to the next
     * @param column the source column that a row starts with
     */
    private static byte[] alongRows(byte[] source, int at, int stride, int rows, ResizeWeights weights, int column) {
        byte[] target = new byte[RgbImage.requireLength(weights.size(), rows)];
        for (int y = 0, to = 0; y < rows; y++) {
            int row = at + y * stride;
            for (int x = 0; x < weights.size(); x++, to += 3) {
                weigh(
                        source,
                        row + 3 * (weights.first[x] - column),
                        weights.weight,
                        x * weights.stride,
                        weights.count[x],
                        target,
                        to);
            }
        }
        return target;
    }

    /** One new pixel of neighbours in a row. */
    private static void weigh(byte[] source, int at, int[] weights, int begin, int count, byte[] target, int to) {
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        for (int k = 0; k < count; k++) {
            int weight = weights[begin + k];
            red += (source[at + 3 * k] & 0xff) * weight;
            green += (source[at + 3 * k + 1] & 0xff) * weight;
            blue += (source[at + 3 * k + 2] & 0xff) * weight;
        }
        target[to] = clipped(red);
        target[to + 1] = clipped(green);
        target[to + 2] = clipped(blue);
    }

    /**
     * Weighs the pixels of each column.
     *
     * @param at the byte where the first row starts
     * @param stride bytes from one row to the next
     * @param bytes how many bytes of each row count
     * @param row the source row at {@code at}
     */
    private static byte[] alongColumns(byte[] source, int at, int stride, int bytes, ResizeWeights weights, int row) {
        byte[] target = new byte[RgbImage.requireLength(bytes / 3, weights.size())];
        int[] sums = new int[bytes];
        for (int y = 0; y < weights.size(); y++) {
            Arrays.fill(sums, HALF);
            for (int k = 0; k < weights.count[y]; k++) {
                addWeighted(
                        source,
                        at + (weights.first[y] - row + k) * stride,
                        weights.weight[y * weights.stride + k],
                        sums);
            }
            for (int i = 0; i < bytes; i++) {
                target[y * bytes + i] = clipped(sums[i]);
            }
        }
        return target;
    }

    private static void addWeighted(byte[] source, int at, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (source[at + i] & 0xff) * weight;
        }
    }

    private static byte clipped(int sum) {
        int value = sum >> ResizeWeights.PRECISION;
        return (byte) Math.max(0, Math.min(value, 255));
    }
}
