package io.github.resnetv2.image;

/**
 * How the bytes of a picture become the numbers a network is fed: {@code (byte / divisor - mean) / std}, channel by
 * channel, each operation rounded to a float, as torchvision computes {@code Normalize}, and Keras its mode {@code tf}.
 *
 * @param order the order of the channels; mean and std are given for red, green, blue all the same
 * @param divisor 255 brings bytes to 0..1; above 0
 * @param division how the first division is done
 * @param mean what is subtracted then
 * @param std what is divided by then; no channel 0
 */
public record PixelScale(ChannelOrder order, float divisor, Division division, PerChannel mean, PerChannel std) {
    /** The order in which a network takes the channels. */
    public enum ChannelOrder {
        /** Red, green, blue: all published ResNetV2 checkpoints. */
        RGB,
        /** Blue, green, red: networks fed by OpenCV. */
        BGR
    }

    /** How a byte is divided; the two differ in the last bit of about every third float. */
    public enum Division {
        /** A division: {@code ToTensor} of torchvision's first transforms, timm, Keras. */
        EXACT,
        /** A product with the float nearest to 1 / divisor: {@code ToDtype(scale=True)} of torchvision's {@code v2}. */
        BY_RECIPROCAL
    }

    /**
     * One number for each channel.
     *
     * @param red for red
     * @param green for green
     * @param blue for blue
     */
    public record PerChannel(float red, float green, float blue) {
        /**
         * The same number for all channels.
         *
         * @param value the number
         * @return three times the number
         */
        public static PerChannel all(float value) {
            return new PerChannel(value, value, value);
        }

        private boolean isFinite() {
            return Float.isFinite(red) && Float.isFinite(green) && Float.isFinite(blue);
        }

        private float get(int channel) {
            return channel == 0 ? red : channel == 1 ? green : blue;
        }

        /** As Python prints a list: {@code [0.485, 0.456, 0.406]}. */
        @Override
        public String toString() {
            return "[" + red + ", " + green + ", " + blue + "]";
        }
    }

    /**
     * Checks the ranges.
     *
     * @param order the order of the channels
     * @param divisor what bytes are divided by
     * @param division how they are divided
     * @param mean what is subtracted then
     * @param std what is divided by then
     * @throws IllegalArgumentException if a number is not finite, the divisor not above 0, or a std 0
     */
    public PixelScale {
        boolean divides = std.red() != 0 && std.green() != 0 && std.blue() != 0;
        if (!(divisor > 0 && Float.isFinite(divisor) && mean.isFinite() && std.isFinite() && divides)) {
            throw new IllegalArgumentException("expected a divisor above 0, finite means, and finite stds other than 0,"
                    + " found divisor " + divisor + ", mean " + mean + ", std " + std);
        }
    }

    /**
     * RGB, divided by 255, then normalised.
     *
     * @param mean of each channel, in 0..1
     * @param std of each channel, in 0..1
     * @return the scale
     */
    public static PixelScale of(PerChannel mean, PerChannel std) {
        return new PixelScale(ChannelOrder.RGB, 255, Division.EXACT, mean, std);
    }

    /**
     * This scale with the division done in another way.
     *
     * @param changed how bytes are divided
     * @return a changed copy
     */
    public PixelScale withDivision(Division changed) {
        return new PixelScale(order, divisor, changed, mean, std);
    }

    /** Writes a picture, channel after channel, row by row. */
    void write(RgbImage image, float[] target, int at) {
        byte[] data = image.data();
        int pixels = data.length / 3;
        for (int c = 0; c < 3; c++) {
            int channel = order == ChannelOrder.RGB ? c : 2 - c;
            float[] values = values(channel);
            int to = at + c * pixels;
            for (int i = 0; i < pixels; i++) {
                target[to + i] = values[data[3 * i + channel] & 0xff];
            }
        }
    }

    /** The numbers for the 256 bytes of a channel. */
    private float[] values(int channel) {
        float[] values = new float[256];
        float reciprocal = (float) (1.0 / divisor);
        for (int i = 0; i < values.length; i++) {
            float unit = division == Division.EXACT ? i / divisor : i * reciprocal;
            values[i] = (unit - mean.get(channel)) / std.get(channel);
        }
        return values;
    }

    /** One line: {@code RGB, (x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]}. */
    @Override
    public String toString() {
        String shownDivisor = divisor == Math.rint(divisor) ? Long.toString((long) divisor) : Float.toString(divisor);
        String unit = division == Division.EXACT ? "x / " + shownDivisor : "x * (1 / " + shownDivisor + ")";
        return order + ", (" + unit + " - " + mean + ") / " + std;
    }
}
