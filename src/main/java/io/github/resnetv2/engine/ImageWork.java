package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Window;

/** The input as interleaved pictures with a border, as {@link StemWork} reads it. */
final class ImageWork implements Work {
    private static final int ROWS = 32;

    private final int from;
    private final int channels;
    private final int height;
    private final int width;
    private final Affine affine;
    private final int to;
    private final Window bordered;
    private final int top;
    private final int left;

    ImageWork(
            int from, int channels, int height, int width, Affine affine, int to, Window bordered, int top, int left) {
        this.from = from;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.affine = affine;
        this.to = to;
        this.bordered = bordered;
        this.top = top;
        this.left = left;
    }

    @Override
    public void bind(Call call, Regions regions) {
        Split rows = Split.into(bordered.images() * bordered.height(), ROWS, 1);
        regions.add(rows.pieces(), (part, place) -> {
            for (int row = rows.from(part); row < rows.from(part + 1); row++) {
                Layouts.toImageRow(call.x, from, channels, height, width, affine, to, bordered, top, left, row);
            }
        });
    }
}
