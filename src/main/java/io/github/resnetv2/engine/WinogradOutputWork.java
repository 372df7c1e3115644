package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.Tiling;

/**
 * The second and third phase of Winograd's form on a map of few tiles and many channels: all tiles, cut by panels, so that
 * each thread reads its own part of the transformed weights once.
 */
final class WinogradOutputWork implements Work {
    private final Kernels kernels;
    private final Tiling tiling;
    private final int v;
    private final Panels panels;
    private final Finish finish;

    WinogradOutputWork(Kernels kernels, Tiling tiling, int v, Panels panels, Finish finish) {
        this.kernels = kernels;
        this.tiling = tiling;
        this.v = v;
        this.panels = panels;
        this.finish = finish;
    }

    @Override
    public int localSize() {
        return kernels.products(tiling, tiling.count(), panels);
    }

    @Override
    public void bind(Call call, Regions regions) {
        regions.add(
                panels.count(),
                (part, place) -> kernels.winogradOutput(
                        tiling,
                        call.x,
                        v,
                        0,
                        tiling.count(),
                        panels,
                        part,
                        part + 1,
                        call.local(place),
                        finish,
                        call.scratch(place)));
    }
}
