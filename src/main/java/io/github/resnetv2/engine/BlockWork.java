package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Place;

/** The input as a map, for networks whose picture has many channels or whose first layer is no convolution. */
final class BlockWork implements Work {
    private final int from;
    private final int images;
    private final int channels;
    private final int pixels;
    private final int blocks;
    private final Affine affine;
    private final Place map;

    BlockWork(int from, int images, int channels, int pixels, int blocks, Affine affine, Place map) {
        this.from = from;
        this.images = images;
        this.channels = channels;
        this.pixels = pixels;
        this.blocks = blocks;
        this.affine = affine;
        this.map = map;
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(
                images * blocks,
                (part, place) ->
                        Layouts.toBlock(call.x, from, channels, pixels, affine, map, part % blocks, part / blocks));
    }
}
