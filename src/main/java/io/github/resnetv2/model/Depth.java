package io.github.resnetv2.model;

import io.github.resnetv2.model.Architecture.Block;
import java.util.List;

/**
 * One of the five standard depths: He et al., "Deep Residual Learning", arXiv 1512.03385, table 1.
 *
 * @param depth layers with weights, counted along the branch
 * @param block the kind of block
 * @param blocks how many in each stage
 */
record Depth(int depth, Block block, List<Integer> blocks) {
    static final List<Depth> STANDARD = List.of(
            new Depth(18, Block.BASIC, List.of(2, 2, 2, 2)),
            new Depth(34, Block.BASIC, List.of(3, 4, 6, 3)),
            new Depth(50, Block.BOTTLENECK, List.of(3, 4, 6, 3)),
            new Depth(101, Block.BOTTLENECK, List.of(3, 4, 23, 3)),
            new Depth(152, Block.BOTTLENECK, List.of(3, 8, 36, 3)));

    static Depth of(int depth) {
        return STANDARD.stream()
                .filter(standard -> standard.depth == depth)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("depth: expected 18, 34, 50, 101 or 152, found " + depth));
    }
}
