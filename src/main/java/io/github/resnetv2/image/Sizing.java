package io.github.resnetv2.image;

/**
 * How a picture of any size becomes one of the size that a network was trained on: resized, then cut out of the middle.
 *
 * <p>The switches are those in which the Python libraries differ. Only the pixels that the cut needs are computed.
 *
 * @param fit what is resized
 * @param size height and width of the result, 1..4096; for {@link Fit#NONE} only what callers may take as usual
 * @param cropFraction the part of the resized picture that is kept: its shorter side is resized to
 *     {@code floor(size / cropFraction)}. Above 1 the cut is larger than the picture and is padded with black
 * @param filter how pixels are resized
 * @param passOrder which Pillow's order of the two passes
 * @param longSide how the longer side is rounded
 * @param cropOffset how the place of the cut is rounded
 */
public record Sizing(
        Fit fit,
        int size,
        double cropFraction,
        ResizeFilter filter,
        PassOrder passOrder,
        LongSide longSide,
        CropOffset cropOffset) {
    private static final int MAX_SIZE = 4096;
    private static final int MAX_RESIZED = 1 << 16;

    /** What is resized. */
    public enum Fit {
        /** The shorter side, the longer one in proportion; then the middle is cut out: torchvision's {@code Resize(int)}. */
        SHORTER_SIDE,
        /** Both sides, whatever the proportion; then the middle is cut out: torchvision's {@code Resize((int, int))}. */
        EXACT,
        /** Nothing; the middle is cut out, and what is missing is padded with black: {@code CenterCrop} alone. */
        CROP,
        /** Nothing, and nothing is cut: the result has the size of the picture. */
        NONE
    }

    /** How the longer side in proportion becomes a whole number. */
    public enum LongSide {
        /** Cut off, as torchvision does. */
        TRUNCATE,
        /** Rounded, half to even, as the script of the ONNX zoo does. */
        ROUND
    }

    /** How the free space on both sides of the cut becomes a whole number. */
    public enum CropOffset {
        /** Half the difference, rounded half to even, as torchvision does with Python's {@code round}. */
        ROUND_HALF_EVEN,
        /** The difference of the halves, each rounded down, as the script of the ONNX zoo does. */
        FLOOR
    }

    /**
     * Checks the ranges.
     *
     * @param fit what is resized
     * @param size height and width of the result
     * @param cropFraction the part of the resized picture that is kept
     * @param filter how pixels are resized
     * @param passOrder which Pillow's order of the two passes
     * @param longSide how the longer side is rounded
     * @param cropOffset how the place of the cut is rounded
     * @throws IllegalArgumentException if the size is not 1..4096, or the fraction would resize to less than 1 or more
     *     than 65,536 pixels
     */
    public Sizing {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size: expected 1 to " + MAX_SIZE + ", found " + size);
        }
        double resized = Math.floor(size / cropFraction);
        if (!(cropFraction > 0 && resized >= 1 && resized <= MAX_RESIZED)) {
            throw new IllegalArgumentException("crop fraction: expected one that resizes " + size + " pixels to 1 to "
                    + MAX_RESIZED + ", found " + cropFraction);
        }
    }

    /**
     * Shorter side, then centre crop, with the rounding of torchvision and timm, and Pillow 13.0.
     *
     * @param size height and width of the result
     * @param cropFraction the part that is kept, timm's {@code crop_pct}: 224 of 256 is 0.875
     * @param filter how pixels are resized
     * @return the sizing
     */
    public static Sizing shorterSide(int size, double cropFraction, ResizeFilter filter) {
        return new Sizing(
                Fit.SHORTER_SIDE,
                size,
                cropFraction,
                filter,
                PassOrder.PILLOW_13,
                LongSide.TRUNCATE,
                CropOffset.ROUND_HALF_EVEN);
    }

    /**
     * Straight to the size, whatever the proportion.
     *
     * @param size height and width of the result
     * @param filter how pixels are resized
     * @return the sizing
     */
    public static Sizing exact(int size, ResizeFilter filter) {
        return shorterSide(size, 1, filter).withFit(Fit.EXACT);
    }

    /**
     * This sizing for a network of another input size; the part that is kept stays the same.
     *
     * @param changed height and width of the result
     * @return a changed copy
     */
    public Sizing withSize(int changed) {
        return new Sizing(fit, changed, cropFraction, filter, passOrder, longSide, cropOffset);
    }

    /**
     * This sizing with another choice of what is resized.
     *
     * @param changed what is resized
     * @return a changed copy
     */
    public Sizing withFit(Fit changed) {
        return new Sizing(changed, size, cropFraction, filter, passOrder, longSide, cropOffset);
    }

    /**
     * This sizing with another filter.
     *
     * @param changed how pixels are resized
     * @return a changed copy
     */
    public Sizing withFilter(ResizeFilter changed) {
        return new Sizing(fit, size, cropFraction, changed, passOrder, longSide, cropOffset);
    }

    /**
     * This sizing with the pass order of another Pillow.
     *
     * @param changed which pass comes first
     * @return a changed copy
     */
    public Sizing withPassOrder(PassOrder changed) {
        return new Sizing(fit, size, cropFraction, filter, changed, longSide, cropOffset);
    }

    /**
     * This sizing with other rounding.
     *
     * @param ofLongSide how the longer side is rounded
     * @param ofCropOffset how the place of the cut is rounded
     * @return a changed copy
     */
    public Sizing withRounding(LongSide ofLongSide, CropOffset ofCropOffset) {
        return new Sizing(fit, size, cropFraction, filter, passOrder, ofLongSide, ofCropOffset);
    }

    /**
     * What the shorter side, or both, are resized to before the cut.
     *
     * @return {@code floor(size / cropFraction)}
     */
    public int resizedSide() {
        return (int) Math.floor(size / cropFraction);
    }

    /**
     * The picture that the network sees.
     *
     * @param image of any size
     * @return of {@code size x size} pixels, except for {@link Fit#NONE}
     * @throws IllegalArgumentException if the picture is so narrow that its resized longer side exceeds 2^31 - 1 pixels,
     *     or what lies between the two passes of resizing is too large for an array
     */
    public RgbImage apply(RgbImage image) {
        return switch (fit) {
            case SHORTER_SIDE -> {
                int shorter = Math.min(image.width(), image.height());
                yield resizedAndCut(image, resized(image.width(), shorter), resized(image.height(), shorter));
            }
            case EXACT -> resizedAndCut(image, resizedSide(), resizedSide());
            case CROP -> image.crop(offset(image.width()), offset(image.height()), size, size);
            case NONE -> image;
        };
    }

    /**
     * Which part of a picture {@link #apply} keeps.
     *
     * @param width columns of the picture
     * @param height rows of the picture
     * @return the part, which reaches beyond the picture where it is padded
     * @throws IllegalArgumentException as {@link #apply} does
     */
    public SeenArea seen(int width, int height) {
        int shorter = Math.min(width, height);
        return switch (fit) {
            case SHORTER_SIDE -> cutOf(resized(width, shorter), resized(height, shorter));
            case EXACT -> cutOf(resizedSide(), resizedSide());
            case CROP -> cutOf(width, height);
            case NONE -> SeenArea.ALL;
        };
    }

    private SeenArea cutOf(int width, int height) {
        return new SeenArea(
                (double) offset(width) / width,
                (double) offset(height) / height,
                (double) size / width,
                (double) size / height);
    }

    private RgbImage resizedAndCut(RgbImage image, int width, int height) {
        Region cut = new Region(offset(width), offset(height), size, size);
        Region inside = cut.within(width, height);
        RgbImage part = new Resampling(filter, passOrder).apply(image, width, height, inside);
        return inside.equals(cut) ? part : part.crop(cut.left() - inside.left(), cut.top() - inside.top(), size, size);
    }

    private int resized(int side, int shorter) {
        double exact = (double) resizedSide() / shorter * side;
        long resized = longSide == LongSide.ROUND ? (long) Math.rint(exact) : (long) resizedSide() * side / shorter;
        if (resized > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("resizing a picture with sides of " + shorter + " and " + side
                    + " pixels: the longer side would have " + resized + " pixels");
        }
        return (int) resized;
    }

    private int offset(int side) {
        if (side < size) {
            return -((size - side) / 2);
        }
        return cropOffset == CropOffset.FLOOR ? side / 2 - size / 2 : (int) Math.rint((side - size) / 2.0);
    }

    /** One line: {@code shorter side to 256 bilinear, centre 224 x 224}, and what is unusual. */
    @Override
    public String toString() {
        String filterName = Settings.text(filter);
        String resize = switch (fit) {
            case SHORTER_SIDE -> "shorter side to " + resizedSide() + " " + filterName + ", ";
            case EXACT -> "both sides to " + resizedSide() + " " + filterName + ", ";
            case CROP -> "";
            case NONE -> "any size";
        };
        return resize
                + (fit == Fit.NONE ? "" : "centre " + size + " x " + size)
                + (passOrder == PassOrder.PILLOW_13 ? "" : ", as " + Settings.text(passOrder))
                + (longSide == LongSide.TRUNCATE ? "" : ", longer side rounded")
                + (cropOffset == CropOffset.ROUND_HALF_EVEN ? "" : ", crop offset floored");
    }
}
