package io.github.resnetv2.image;

/**
 * How a pixel of a resized picture is made of the pixels around its place, as in {@code PIL.Image.Resampling}.
 *
 * <p>All but {@link #NEAREST} widen with the scale when a picture is made smaller, so that every source pixel counts
 * ("antialias"). Weights as in Pillow's {@code src/libImaging/Resample.c}.
 */
public enum ResizeFilter {
    /** The nearest source pixel. */
    NEAREST(0) {
        @Override
        double weight(double x) {
            throw new UnsupportedOperationException("the nearest pixel is found without weights");
        }
    },

    /** The mean of the source pixels that fall on the new pixel. */
    BOX(0.5) {
        @Override
        double weight(double x) {
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },

    /** A triangle over the neighbours: the default of torchvision. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            return Math.max(1 - Math.abs(x), 0);
        }
    },

    /** The cubic convolution of Keys with a = -0.5: the default of timm. */
    BICUBIC(2) {
        @Override
        double weight(double x) {
            double t = Math.abs(x);
            if (t < 1) {
                return (1.5 * t - 2.5) * t * t + 1;
            }
            return t < 2 ? (((t - 5) * t + 8) * t - 4) * -0.5 : 0;
        }
    },

    /** A sinc, windowed to three neighbours on each side. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private final double support;

    ResizeFilter(double support) {
        this.support = support;
    }

    /** How far the filter reaches to each side, in source pixels, when the picture is not made smaller. */
    double support() {
        return support;
    }

    /** The weight, before normalisation, of a source pixel at that distance. */
    abstract double weight(double x);

    private static double sinc(double x) {
        return x == 0 ? 1 : StrictMath.sin(x * Math.PI) / (x * Math.PI);
    }
}
