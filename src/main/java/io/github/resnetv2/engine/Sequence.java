package io.github.resnetv2.engine;

import java.util.List;

/**
 * Works one after the other, as one step.
 *
 * @param works in order
 */
record Sequence(List<Work> works) implements Work {
    @Override
    public int localSize() {
        return works.stream().mapToInt(Work::localSize).max().orElse(0);
    }

    @Override
    public void bind(Call call, Regions regions) {
        works.forEach(work -> work.bind(call, regions));
    }
}
