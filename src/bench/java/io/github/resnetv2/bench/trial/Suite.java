package io.github.resnetv2.bench.trial;

import io.github.resnetv2.bench.contender.Contender;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is measured: the scenarios of MLPerf Inference on a small machine, and how the time grows with the work. */
public enum Suite {
    /** MLPerf's SingleStream: one image, and the next when the answer is there. */
    SINGLE {
        @Override
        void add(Trials trials) {
            for (int depth : DEPTHS_COMPARED) {
                for (int threads : trials.threads()) {
                    for (Contender contender : COMPARED) {
                        trials.add(contender, depth, SIZE, 1, threads);
                    }
                }
            }
            trials.add(Contender.RESNETV2_SCALAR, 18, SIZE, 1, 1);
        }
    },
    /** MLPerf's Offline: batches, on all processors. What {@link #SINGLE} measures is its batch of one. */
    OFFLINE {
        @Override
        void add(Trials trials) {
            for (int depth : DEPTHS_COMPARED) {
                for (int batch : OFFLINE_BATCHES) {
                    for (Contender contender : COMPARED) {
                        trials.add(contender, depth, SIZE, batch, trials.processors);
                    }
                }
            }
        }
    },
    /** MLPerf's Server: images arrive at random, whether the last one is done or not; ResNet-18 on all processors. */
    SERVER {
        @Override
        void add(Trials trials) {
            for (Contender contender : COMPARED) {
                trials.add(contender, 18, SIZE, 1, trials.processors, RATES, CALLS);
            }
        }
    },
    /** All standard depths. */
    DEPTHS {
        @Override
        void add(Trials trials) {
            for (int depth : ALL_DEPTHS) {
                trials.add(Contender.RESNETV2, depth, SIZE, 1, 1);
            }
        }
    },
    /** Batches of ResNet-18. */
    BATCHES {
        @Override
        void add(Trials trials) {
            for (int batch : ALL_BATCHES) {
                trials.add(Contender.RESNETV2, 18, SIZE, batch, 1);
            }
        }
    },
    /** Images of other sizes, ResNet-18. */
    SIZES {
        @Override
        void add(Trials trials) {
            for (int size : ALL_SIZES) {
                trials.add(Contender.RESNETV2, 18, size, 1, 1);
            }
        }
    };

    /** The height and width of the images, where nothing else is said. */
    public static final int SIZE = 224;

    /** The engines side by side. */
    public static final List<Contender> COMPARED = List.of(Contender.RESNETV2, Contender.ONNX_RUNTIME, Contender.DJL);

    /** The networks of the comparison. */
    public static final List<Integer> DEPTHS_COMPARED = List.of(18, 50);

    /** The batches of {@link #OFFLINE}. */
    public static final List<Integer> OFFLINE_BATCHES = List.of(4, 16);

    /** Images a second that arrive in {@link #SERVER}. */
    public static final List<Integer> RATES = List.of(30, 40, 50, 60, 70, 80, 90);

    /** The depths of {@link #DEPTHS}. */
    public static final List<Integer> ALL_DEPTHS = List.of(18, 34, 50, 101, 152);

    /** The batches of {@link #BATCHES}. */
    public static final List<Integer> ALL_BATCHES = List.of(1, 2, 4, 8, 16, 32);

    /** The sizes of {@link #SIZES}. */
    public static final List<Integer> ALL_SIZES = List.of(96, 128, 160, 192, 224, 256, 320, 384, 448);

    /** Five forks of so many calls are enough for a 99th percentile. */
    private static final int CALLS = 92;

    private static final int FEW_CALLS = 5;

    abstract void add(Trials trials);

    /**
     * The trials of one round, the engines taking turns.
     *
     * @param fork the number of the round, from 1
     * @param processors of this machine
     * @return in the order in which to run them; what two suites share stands once among the trials of both
     */
    public Set<Trial> trials(int fork, int processors) {
        Trials trials = new Trials(fork, processors);
        add(trials);
        return trials.all;
    }

    /** Collects trials. */
    static final class Trials {
        private final Set<Trial> all = new LinkedHashSet<>();
        private final int fork;
        private final int processors;

        private Trials(int fork, int processors) {
            this.fork = fork;
            this.processors = processors;
        }

        /** One, two, four ... and all. */
        private List<Integer> threads() {
            List<Integer> threads = new ArrayList<>();
            for (int count = 1; count < processors; count *= 2) {
                threads.add(count);
            }
            threads.add(processors);
            return threads;
        }

        private void add(Contender contender, int depth, int size, int batch, int threads) {
            boolean percentiles = batch == 1 && size == SIZE && DEPTHS_COMPARED.contains(depth);
            int calls = percentiles ? CALLS : FEW_CALLS;
            add(contender, depth, size, batch, threads, List.of(Trial.BACK_TO_BACK), calls);
        }

        private void add(
                Contender contender, int depth, int size, int batch, int threads, List<Integer> loads, int calls) {
            all.add(new Trial(contender, depth, size, batch, threads, loads, calls, fork));
        }
    }
}
