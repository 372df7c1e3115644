package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.engine.MemoryPlan.Life;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    @Test
    void buffersOfTheSameTimeNeverOverlap() {
        for (int seed = 0; seed < 300; seed++) {
            List<Life> lives = random(seed);
            MemoryPlan plan = MemoryPlan.of(lives);
            for (int i = 0; i < lives.size(); i++) {
                long from = plan.offset(i);
                long to = from + lives.get(i).size();
                String what = "seed " + seed + ", buffer " + i;
                assertEquals(0, from % 16, what);
                assertTrue(from >= 0 && to <= plan.size(), what);
                for (int j = 0; j < i; j++) {
                    boolean together = lives.get(i).first() <= lives.get(j).last()
                            && lives.get(j).first() <= lives.get(i).last();
                    boolean apart = to <= plan.offset(j)
                            || plan.offset(j) + lives.get(j).size() <= from;
                    assertTrue(!together || apart, what + " and " + j);
                }
            }
        }
    }

    /** No plan can take less than what lives at one time; greedy by size seldom takes more than a third above. */
    @Test
    void memoryIsUsedAgain() {
        for (int seed = 0; seed < 100; seed++) {
            List<Life> lives = random(seed);
            long least = 0;
            for (int step = 0; step < 60; step++) {
                long alive = 0;
                for (Life life : lives) {
                    alive += life.first() <= step && step <= life.last() ? (life.size() + 15) / 16 * 16 : 0;
                }
                least = Math.max(least, alive);
            }
            long size = MemoryPlan.of(lives).size();
            assertTrue(size >= least && size <= 2 * least, "seed " + seed + ": " + size + ", least " + least);
        }
    }

    /** What one step reads and another writes later may share a place; what one step reads and writes may not. */
    @Test
    void aChainNeedsItsTwoLargestNeighbours() {
        List<Life> chain = List.of(new Life(160, 0, 1), new Life(320, 1, 2), new Life(80, 2, 3), new Life(480, 3, 4));
        assertEquals(560, MemoryPlan.of(chain).size());
    }

    @Test
    void sizesBeyondAnArrayAreCounted() {
        List<Life> lives =
                List.of(new Life(Integer.MAX_VALUE, 0, 1), new Life(Integer.MAX_VALUE, 0, 1), new Life(1, 0, 1));
        assertEquals((1L << 31) * 2 + 16, MemoryPlan.of(lives).size());
        assertEquals(0, MemoryPlan.of(List.of()).size());
    }

    private static List<Life> random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Life> lives = new ArrayList<>();
        for (int i = random.nextInt(1, 60); i > 0; i--) {
            int first = random.nextInt(50);
            int last = first + (random.nextInt(4) == 0 ? random.nextInt(10) : random.nextInt(3));
            lives.add(new Life(random.nextInt(1, 2000), first, last));
        }
        return lives;
    }
}
