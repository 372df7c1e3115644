package io.github.resnetv2.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What happens to the sums of a convolution on their way to memory. For the sum {@code s} of channel {@code c} at pixel
 * {@code m}:
 *
 * <pre>{@code
 * v            = max(s + bias[c] (+ residual[c][m]), floor)      floor 0 is ReLU, NO_FLOOR is nothing
 * first[c][m]  = v
 * second[c][m] = max(fma(v, scale[c], shift[c]), secondFloor)    the next block's norm and ReLU
 * }</pre>
 *
 * <p>One of the two targets may be absent. All maps lie in the array that the operation is called with. The residual may
 * be the very map that is written: each element is read before it is written, by the same call.
 *
 * <p>{@code max} is {@link Math#max(float, float)}: a NaN stays a NaN, and negative zero becomes zero under ReLU.
 *
 * @param blocks the number of channel blocks that are written; sums beyond are dropped
 * @param bias {@code blocks * 16} values, zero for the padding
 * @param residual what is added, or null
 * @param floor the least value of {@code v}
 * @param first where {@code v} is stored, or null
 * @param scale {@code blocks * 16} factors; read only if there is a second target
 * @param shift {@code blocks * 16} summands; read only if there is a second target
 * @param secondFloor the least value of the second target
 * @param second where the scaled value is stored, or null
 */
public record Finish(
        int blocks,
        float[] bias,
        @Nullable Place residual,
        float floor,
        @Nullable Place first,
        float[] scale,
        float[] shift,
        float secondFloor,
        @Nullable Place second) {

    /** The floor that leaves every value as it is. */
    public static final float NO_FLOOR = Float.NEGATIVE_INFINITY;

    private static final float[] NONE = {};

    /**
     * Checks that there is a target and that the arrays are long enough.
     *
     * @throws IllegalArgumentException if not
     */
    public Finish {
        int channels = blocks * Blocks.SIZE;
        if (first == null && second == null) {
            throw new IllegalArgumentException("finish: expected at least one target, found none");
        }
        if (bias.length < channels || second != null && Math.min(scale.length, shift.length) < channels) {
            throw new IllegalArgumentException("finish: expected " + channels + " biases, scales and shifts, found "
                    + bias.length + ", " + scale.length + " and " + shift.length);
        }
    }

    /**
     * Bias and floor into one map.
     *
     * @param blocks the number of channel blocks
     * @param bias one value for each channel
     * @param floor 0 for ReLU, {@link #NO_FLOOR} for nothing
     * @param first where the values go
     * @return the finish
     */
    public static Finish to(int blocks, float[] bias, float floor, Place first) {
        return new Finish(blocks, bias, null, floor, first, NONE, NONE, NO_FLOOR, null);
    }

    /**
     * The same with something added before the floor.
     *
     * @param map the other summand
     * @return a new finish
     */
    public Finish adding(Place map) {
        return new Finish(blocks, bias, map, floor, first, scale, shift, secondFloor, second);
    }

    /**
     * The same with a second map.
     *
     * @param factors one factor for each channel
     * @param summands one summand for each channel
     * @param least 0 for ReLU, {@link #NO_FLOOR} for nothing
     * @param target where the values go
     * @param keepFirst whether the first map is stored too
     * @return a new finish
     */
    public Finish then(float[] factors, float[] summands, float least, Place target, boolean keepFirst) {
        return new Finish(blocks, bias, residual, floor, keepFirst ? first : null, factors, summands, least, target);
    }
}
