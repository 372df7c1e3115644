package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * {@link Finish} for a run of pixels of one block. One loop for each combination of a residual with the targets: a
 * decision inside the loop would have to carry a vector across it.
 *
 * <p>In all loops the sums of pixel {@code i} are at {@code c[co + i * step]}, the residual, the first and the second target
 * at {@code in}, {@code one} and {@code two} plus {@code i * 16} in {@code x}; {@code channel} is the first lane's.
 */
final class VectorFinish {
    private VectorFinish() {}

    /** Finishes the pixels from {@code pixel} on of one block; {@code co} is lane 0 of its first sum. */
    static void run(float[] c, int co, int step, int pixels, Finish finish, float[] x, int block, int pixel) {
        Place residual = finish.residual();
        Place first = finish.first();
        Place second = finish.second();
        int in = residual == null ? 0 : residual.at(block, pixel);
        int one = first == null ? 0 : first.at(block, pixel);
        int two = second == null ? 0 : second.at(block, pixel);
        for (int lane = 0; lane < SIZE; lane += LANES) {
            int channel = block * SIZE + lane;
            if (second == null && residual == null) {
                first(finish, channel, c, co + lane, step, pixels, x, one + lane);
            } else if (second == null) {
                addFirst(finish, channel, c, co + lane, step, pixels, x, in + lane, one + lane);
            } else if (first == null && residual == null) {
                second(finish, channel, c, co + lane, step, pixels, x, two + lane);
            } else if (first == null) {
                addSecond(finish, channel, c, co + lane, step, pixels, x, in + lane, two + lane);
            } else if (residual == null) {
                both(finish, channel, c, co + lane, step, pixels, x, one + lane, two + lane);
            } else {
                addBoth(finish, channel, c, co + lane, step, pixels, x, in + lane, one + lane, two + lane);
            }
        }
    }

    private static void first(Finish finish, int channel, float[] c, int co, int step, int pixels, float[] x, int one) {
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias(), channel);
        FloatVector floor = FloatVector.broadcast(SPECIES, finish.floor());
        for (int i = 0; i < pixels; i++) {
            FloatVector sum = FloatVector.fromArray(SPECIES, c, co + i * step).add(bias);
            FloatVector v = sum.max(floor);
            v.intoArray(x, one + i * SIZE);
        }
    }

    private static void addFirst(
            Finish finish, int channel, float[] c, int co, int step, int pixels, float[] x, int in, int one) {
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias(), channel);
        FloatVector floor = FloatVector.broadcast(SPECIES, finish.floor());
        for (int i = 0; i < pixels; i++) {
            FloatVector sum = FloatVector.fromArray(SPECIES, c, co + i * step).add(bias);
            FloatVector v =
                    sum.add(FloatVector.fromArray(SPECIES, x, in + i * SIZE)).max(floor);
            v.intoArray(x, one + i * SIZE);
        }
    }

    private static void second(
            Finish finish, int channel, float[] c, int co, int step, int pixels, float[] x, int two) {
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias(), channel);
        FloatVector floor = FloatVector.broadcast(SPECIES, finish.floor());
        FloatVector scale = FloatVector.fromArray(SPECIES, finish.scale(), channel);
        FloatVector shift = FloatVector.fromArray(SPECIES, finish.shift(), channel);
        FloatVector secondFloor = FloatVector.broadcast(SPECIES, finish.secondFloor());
        for (int i = 0; i < pixels; i++) {
            FloatVector sum = FloatVector.fromArray(SPECIES, c, co + i * step).add(bias);
            FloatVector v = sum.max(floor);
            v.fma(scale, shift).max(secondFloor).intoArray(x, two + i * SIZE);
        }
    }

    private static void addSecond(
            Finish finish, int channel, float[] c, int co, int step, int pixels, float[] x, int in, int two) {
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias(), channel);
        FloatVector floor = FloatVector.broadcast(SPECIES, finish.floor());
        FloatVector scale = FloatVector.fromArray(SPECIES, finish.scale(), channel);
        FloatVector shift = FloatVector.fromArray(SPECIES, finish.shift(), channel);
        FloatVector secondFloor = FloatVector.broadcast(SPECIES, finish.secondFloor());
        for (int i = 0; i < pixels; i++) {
            FloatVector sum = FloatVector.fromArray(SPECIES, c, co + i * step).add(bias);
            FloatVector v =
                    sum.add(FloatVector.fromArray(SPECIES, x, in + i * SIZE)).max(floor);
            v.fma(scale, shift).max(secondFloor).intoArray(x, two + i * SIZE);
        }
    }

    private static void both(
            Finish finish, int channel, float[] c, int co, int step, int pixels, float[] x, int one, int two) {
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias(), channel);
        FloatVector floor = FloatVector.broadcast(SPECIES, finish.floor());
        FloatVector scale = FloatVector.fromArray(SPECIES, finish.scale(), channel);
        FloatVector shift = FloatVector.fromArray(SPECIES, finish.shift(), channel);
        FloatVector secondFloor = FloatVector.broadcast(SPECIES, finish.secondFloor());
        for (int i = 0; i < pixels; i++) {
            FloatVector sum = FloatVector.fromArray(SPECIES, c, co + i * step).add(bias);
            FloatVector v = sum.max(floor);
            v.intoArray(x, one + i * SIZE);
            v.fma(scale, shift).max(secondFloor).intoArray(x, two + i * SIZE);
        }
    }

    private static void addBoth(
            Finish finish, int channel, float[] c, int co, int step, int pixels, float[] x, int in, int one, int two) {
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias(), channel);
        FloatVector floor = FloatVector.broadcast(SPECIES, finish.floor());
        FloatVector scale = FloatVector.fromArray(SPECIES, finish.scale(), channel);
        FloatVector shift = FloatVector.fromArray(SPECIES, finish.shift(), channel);
        FloatVector secondFloor = FloatVector.broadcast(SPECIES, finish.secondFloor());
        for (int i = 0; i < pixels; i++) {
            FloatVector sum = FloatVector.fromArray(SPECIES, c, co + i * step).add(bias);
            FloatVector v =
                    sum.add(FloatVector.fromArray(SPECIES, x, in + i * SIZE)).max(floor);
            v.intoArray(x, one + i * SIZE);
            v.fma(scale, shift).max(secondFloor).intoArray(x, two + i * SIZE);
        }
    }
}
