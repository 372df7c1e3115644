package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Window;

/** The first convolution, on a picture of few channels that lies interleaved with its border in place. */
final class StemWork implements Work {
    private static final int WANTED_PARTS = 16;

    private final Kernels kernels;
    private final int image;
    private final int channels;
    private final Window window;
    private final Panels panels;
    private final Finish finish;
    private final Split rows;

    StemWork(Kernels kernels, int image, int channels, Window window, Panels panels, Finish finish) {
        this.kernels = kernels;
        this.image = image;
        this.channels = channels;
        this.window = window;
        this.panels = panels;
        this.finish = finish;
        int all = window.images() * window.outHeight();
        this.rows = new Split(all, Math.min(all, WANTED_PARTS * window.images()), 1);
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(
                rows.pieces(),
                (part, place) -> kernels.stem(
                        call.x,
                        image,
                        channels,
                        window,
                        rows.from(part),
                        rows.count(part),
                        panels,
                        finish,
                        call.scratch(place)));
    }
}
