package io.github.resnetv2.engine;

/** What a step of a plan does: one or more regions, one after the other. */
interface Work {
    /** The floats that a part needs in its thread's own region of the arena. */
    default int localSize() {
        return 0;
    }

    /** The bytes that {@link #bind} allocates for each call and that grow with the input. */
    default long boundBytes() {
        return 0;
    }

    /**
     * Makes the regions for the memory of one call. Done once for each {@link Call}: what is allocated here stays with it,
     * and running allocates nothing.
     */
    void bind(Call call, Regions regions);

    /** Takes the regions of a work, in order. */
    @FunctionalInterface
    interface Regions {
        /**
         * The next region.
         *
         * @param parts how many parts it has, by the shape of the data alone
         * @param region does a part
         */
        void add(int parts, Team.Region region);
    }
}
