package io.github.resnetv2.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places buffers in one arena so that no two that live at the same time overlap.
 *
 * <p>The largest is placed first, each at the lowest place that is free during its life: the greedy-by-size strategy of
 * Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", arXiv 2001.03288.
 */
final class MemoryPlan {
    /** Buffers begin at multiples of this many floats: one cache line. */
    private static final int ALIGNMENT = 16;

    /**
     * A buffer to be placed.
     *
     * @param size in floats
     * @param first the step that writes it
     * @param last the last step that reads it
     */
    record Life(int size, int first, int last) {
        boolean overlaps(Life other) {
            return first <= other.last && other.first <= last;
        }

        long alignedSize() {
            return (size + (long) ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
    }

    private final long[] offsets;
    private final long size;

    private MemoryPlan(long[] offsets, long size) {
        this.offsets = offsets;
        this.size = size;
    }

    static MemoryPlan of(List<Life> lives) {
        List<Integer> bySize = new ArrayList<>();
        for (int i = 0; i < lives.size(); i++) {
            bySize.add(i);
        }
        bySize.sort(Comparator.comparing((Integer i) -> -lives.get(i).size()));
        long[] offsets = new long[lives.size()];
        List<Integer> placed = new ArrayList<>();
        long size = 0;
        for (int index : bySize) {
            Life life = lives.get(index);
            offsets[index] = lowestFree(life, lives, placed, offsets);
            placed.add(index);
            placed.sort(Comparator.comparing((Integer i) -> offsets[i]));
            size = Math.max(size, offsets[index] + life.alignedSize());
        }
        return new MemoryPlan(offsets, size);
    }

    /** Walks over the placed buffers of the same time, in order of place, to the first gap that is wide enough. */
    private static long lowestFree(Life life, List<Life> lives, List<Integer> placed, long[] offsets) {
        long at = 0;
        for (int other : placed) {
            if (!lives.get(other).overlaps(life)) {
                continue;
            }
            if (offsets[other] - at >= life.alignedSize()) {
                return at;
            }
            at = Math.max(at, offsets[other] + lives.get(other).alignedSize());
        }
        return at;
    }

    /** Where a buffer begins, in floats from the arena's start. */
    long offset(int buffer) {
        return offsets[buffer];
    }

    /** The arena's length in floats. */
    long size() {
        return size;
    }
}
