package io.github.resnetv2.image;

/** A rectangle of pixels: first column, first row, columns, rows; it may reach beyond the picture it lies on. */
record Region(int left, int top, int width, int height) {
    /** The part that lies on a picture of that size; without columns or rows if there is none. */
    Region within(int pictureWidth, int pictureHeight) {
        int x = Math.max(left, 0);
        int y = Math.max(top, 0);
        long right = Math.min((long) left + width, pictureWidth);
        long bottom = Math.min((long) top + height, pictureHeight);
        return new Region(x, y, (int) Math.max(right - x, 0), (int) Math.max(bottom - y, 0));
    }

    boolean contains(int x, int y) {
        return x >= left && x - left < width && y >= top && y - top < height;
    }
}
