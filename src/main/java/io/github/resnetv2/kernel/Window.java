package io.github.resnetv2.kernel;

/**
 * How a window slides over the images of a batch: the geometry of a convolution or a pooling.
 *
 * <p>Output pixel {@code (y, x)} sees the input pixels {@code (y * strideY - padTop + ky * dilationY, x * strideX -
 * padLeft + kx * dilationX)}; what lies outside the image is border. Padding below and to the right follows from the
 * output's extent.
 *
 * @param images the number of images
 * @param height the input's height
 * @param width the input's width
 * @param kernelHeight the window's height
 * @param kernelWidth the window's width
 * @param strideY the vertical step
 * @param strideX the horizontal step
 * @param padTop rows of border above
 * @param padLeft columns of border to the left
 * @param dilationY the vertical distance of neighbouring taps
 * @param dilationX the horizontal distance of neighbouring taps
 * @param outHeight the output's height
 * @param outWidth the output's width
 */
public record Window(
        int images,
        int height,
        int width,
        int kernelHeight,
        int kernelWidth,
        int strideY,
        int strideX,
        int padTop,
        int padLeft,
        int dilationY,
        int dilationX,
        int outHeight,
        int outWidth) {

    /**
     * A square window with the same stride and padding on all sides and no dilation.
     *
     * @param images the number of images
     * @param height the input's height
     * @param width the input's width
     * @param kernel the window's edge
     * @param stride the step
     * @param pad the border on each side
     * @return the window, its output's extents rounded down
     */
    public static Window square(int images, int height, int width, int kernel, int stride, int pad) {
        return new Window(
                images,
                height,
                width,
                kernel,
                kernel,
                stride,
                stride,
                pad,
                pad,
                1,
                1,
                (height + 2 * pad - kernel) / stride + 1,
                (width + 2 * pad - kernel) / stride + 1);
    }

    /**
     * The number of positions in the window.
     *
     * @return {@code kernelHeight * kernelWidth}
     */
    public int taps() {
        return kernelHeight * kernelWidth;
    }

    /**
     * The input's pixels, all images together.
     *
     * @return {@code images * height * width}
     */
    public int inPixels() {
        return images * height * width;
    }

    /**
     * The output's pixels, all images together.
     *
     * @return {@code images * outHeight * outWidth}
     */
    public int outPixels() {
        return images * outHeight * outWidth;
    }

    /**
     * The first output column whose tap {@code kx} lies inside the image.
     *
     * @param kx the tap's column
     * @return a column, or the width if there is none
     */
    public int firstColumn(int kx) {
        return Math.min(outWidth, Math.max(0, Math.floorDiv(padLeft - kx * dilationX + strideX - 1, strideX)));
    }

    /**
     * The output column behind the last one whose tap {@code kx} lies inside the image.
     *
     * @param kx the tap's column
     * @return a column, not below the first
     */
    public int endColumn(int kx) {
        int end = Math.floorDiv(width - 1 + padLeft - kx * dilationX, strideX) + 1;
        return Math.max(firstColumn(kx), Math.min(outWidth, end));
    }
}
