package io.github.resnetv2.image;

import java.util.Objects;

/**
 * How much each place of a photo counts, as rows of cells over the part of the photo that a network saw.
 *
 * <p>A class activation map (Zhou et al., "Learning Deep Features for Discriminative Localization", arXiv 1512.04150) has one
 * cell for each pixel of the network's last map. The mean of its values, plus the bias of the class, is the logit of the
 * class; a value below 0 speaks against it. Each cell stands for an equal part of the seen area, as is customary; what a cell
 * of a deep network depends on is larger than that.
 *
 * <p>Immutable, safe for use by any number of threads.
 */
public final class HeatMap {
    /** How much of a pixel is heat; the rest is photo. */
    private static final double OPACITY = 0.65;

    private final int width;
    private final int height;
    private final float[] values;
    private final SeenArea area;

    private HeatMap(int width, int height, float[] values, SeenArea area) {
        this.width = width;
        this.height = height;
        this.values = values;
        this.area = area;
    }

    /**
     * A map of these values.
     *
     * @param width columns, at least 1
     * @param height rows, at least 1
     * @param values row by row from the top; copied
     * @param area which part of the photo it covers
     * @return the map
     * @throws IllegalArgumentException if the number of values does not fit the size
     */
    public static HeatMap of(int width, int height, float[] values, SeenArea area) {
        if (width < 1 || height < 1 || (long) width * height != values.length) {
            throw new IllegalArgumentException("heat map: expected at least 1 x 1 cells and a value for each, found "
                    + width + " x " + height + " and " + values.length + " values");
        }
        return new HeatMap(width, height, values.clone(), area);
    }

    /**
     * The number of columns.
     *
     * @return at least 1
     */
    public int width() {
        return width;
    }

    /**
     * The number of rows.
     *
     * @return at least 1
     */
    public int height() {
        return height;
    }

    /**
     * One value.
     *
     * @param x the column, counted from the left from 0
     * @param y the row, counted from the top from 0
     * @return what the cell counts, in the unit of the logits for a class activation map
     * @throws IndexOutOfBoundsException if there is no such cell
     */
    public float get(int x, int y) {
        return values[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
    }

    /**
     * All values.
     *
     * @return row by row from the top; a fresh array
     */
    public float[] toArray() {
        return values.clone();
    }

    /**
     * Which part of the photo the map covers.
     *
     * @return where in the photo
     */
    public SeenArea area() {
        return area;
    }

    /**
     * The map in colours over the photo: dark violet where the value is the smallest of this map, over red and orange to
     * pale yellow where it is the largest. The photo shows through in shades of grey; what the network did not see stays
     * free of colour. Values that are no number count as the smallest.
     *
     * @param photo the photo of which the map was made, in its own or any other size
     * @return a picture of the photo's size
     */
    public RgbImage overlay(RgbImage photo) {
        byte[] pixels = photo.toBytes();
        Region seen = area.on(photo.width(), photo.height());
        Region inside = seen.within(photo.width(), photo.height());
        Region part =
                new Region(inside.left() - seen.left(), inside.top() - seen.top(), inside.width(), inside.height());
        byte[] heat = new Resampling(ResizeFilter.BICUBIC, PassOrder.PILLOW_13)
                .apply(shades(), seen.width(), seen.height(), part)
                .data();
        int[] colours = HeatColours.table();
        for (int y = 0, from = 0; y < photo.height(); y++) {
            for (int x = 0; x < photo.width(); x++) {
                int at = 3 * (y * photo.width() + x);
                int grey = grey(pixels, at);
                if (inside.contains(x, y)) {
                    RgbImage.put(pixels, at, HeatColours.mix(grey, colours[heat[from] & 0xff], OPACITY));
                    from += 3;
                } else {
                    RgbImage.put(pixels, at, grey);
                }
            }
        }
        return RgbImage.wrap(photo.width(), photo.height(), pixels);
    }

    /** One pixel a cell, its bytes the place of the value between the smallest (0) and the largest (255). */
    private RgbImage shades() {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            if (Float.isFinite(value)) {
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            }
        }
        double range = Math.max(largest - smallest, Float.MIN_VALUE);
        byte[] shades = new byte[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            // The cast makes 0 of NaN, which stands for itself and for maps without any number.
            int shade = (int) Math.rint(Math.max(0, Math.min((values[i] - smallest) / range, 1)) * 255);
            RgbImage.put(shades, 3 * i, shade * 0x010101);
        }
        return RgbImage.wrap(width, height, shades);
    }

    /** Luma of ITU-R BT.601. */
    private static int grey(byte[] pixels, int at) {
        int luma = (299 * (pixels[at] & 0xff) + 587 * (pixels[at + 1] & 0xff) + 114 * (pixels[at + 2] & 0xff)) / 1000;
        return luma * 0x010101;
    }

    /** The map's size: {@code HeatMap 7 x 7}. */
    @Override
    public String toString() {
        return "HeatMap " + width + " x " + height;
    }
}
