package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Place;

/**
 * A matrix product over pixels: a 1x1 convolution on a map as it is, a linear layer, or the second half of a convolution
 * whose patches were gathered before. Cut into bands of pixels, and into panels where there are few.
 */
final class MultiplyWork implements Work {
    /** Pixels whose channels stay in the second-level cache while all weights pass by. */
    private static final int BAND = 198;

    /** Enough parts for a few threads to end at about the same time. */
    private static final int WANTED_PARTS = 8;

    /** The rows of a register tile. */
    private static final int TILE = 6;

    private final Kernels kernels;
    private final Place[] rows;
    private final Panels panels;
    private final Finish finish;
    private final Split bands;
    private final Split columns;

    MultiplyWork(Kernels kernels, Place a, int pixels, Panels panels, Finish finish) {
        this.kernels = kernels;
        this.panels = panels;
        this.finish = finish;
        this.bands = Split.into(pixels, BAND, TILE);
        this.rows = new Place[bands.pieces()];
        for (int i = 0; i < this.rows.length; i++) {
            this.rows[i] = new Place(a.at(0, bands.from(i)), a.plane());
        }
        int perBand = Math.max(1, (WANTED_PARTS + bands.pieces() - 1) / bands.pieces());
        this.columns = new Split(panels.count(), Math.min(panels.count(), perBand), 1);
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(bands.pieces() * columns.pieces(), (part, place) -> {
            int band = part / columns.pieces();
            int column = part % columns.pieces();
            kernels.multiply(
                    call.x,
                    rows[band],
                    bands.count(band),
                    panels,
                    columns.from(column),
                    columns.from(column + 1),
                    finish,
                    bands.from(band),
                    call.scratch(place));
        });
    }
}
