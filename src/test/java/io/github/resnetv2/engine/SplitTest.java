package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SplitTest {
    @Test
    void piecesCoverTheRangeWithoutGaps() {
        for (int size = 1; size < 100; size++) {
            for (int pieces = 1; pieces < 20; pieces++) {
                for (int unit : new int[] {1, 3, 14}) {
                    check(new Split(size, pieces, unit));
                }
            }
        }
    }

    @Test
    void piecesAreAtMostAsLongAsAskedForUnlessAUnitIsLonger() {
        for (int size = 1; size < 300; size++) {
            for (int longest = 1; longest < 60; longest++) {
                for (int unit : new int[] {1, 7, 14}) {
                    Split split = Split.into(size, longest, unit);
                    check(split);
                    assertTrue(split.longest() <= Math.max(longest, unit), split + " for " + longest);
                    int least = (size + Math.max(longest, unit) - 1) / Math.max(longest, unit);
                    assertTrue(split.pieces() >= least, split + " for " + longest);
                }
            }
        }
    }

    @Test
    void lengthsDifferByAUnitAtMost() {
        Split split = new Split(100, 7, 1);
        for (int i = 0; i < 7; i++) {
            assertTrue(split.count(i) == 14 || split.count(i) == 15);
        }
        assertEquals(15, split.longest());
    }

    @Test
    void hugeRangesDoNotOverflow() {
        Split split = new Split(Integer.MAX_VALUE, 1000, 14);
        check(split);
        assertTrue(split.longest() <= Integer.MAX_VALUE / 1000 + 28);
    }

    private static void check(Split split) {
        assertEquals(0, split.from(0), split::toString);
        assertEquals(split.size(), split.from(split.pieces()), split::toString);
        for (int i = 0; i < split.pieces(); i++) {
            assertTrue(split.count(i) >= 0, split::toString);
            boolean end = split.from(i) == split.size();
            assertTrue(end || split.from(i) % split.unit() == 0, split::toString);
        }
    }
}
