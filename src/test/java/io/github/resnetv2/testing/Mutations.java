package io.github.resnetv2.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.TreeSet;

/**
 * Damages a good model file in every place that matters, and expects of each damaged copy a correct parse or a
 * {@link ModelFormatException}, soon.
 */
public final class Mutations {
    private static final long LONGEST_NANOS = 2_000_000_000L;
    /** The processor's time, so that a busy machine does not look like a slow reader. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private static final int TAIL = 1024;
    private static final int COARSE = 997;

    private final byte[] file;
    private final Door door;
    /** The bytes that were read to understand the file, as opposed to those of the tensors' values. */
    private final BitSet structure;

    /** A reader under test. */
    @FunctionalInterface
    public interface Reader {
        /** Opens the file. */
        Checkpoint read(ByteSource source) throws IOException;
    }

    /** What the damaged copies go through. */
    @FunctionalInterface
    public interface Door {
        /** Opens the file, and does with it whatever else is under test. */
        Checkpoint open(ByteBuffer damaged) throws IOException;
    }

    private Mutations(byte[] file, BitSet structure, Door door) {
        this.file = file.clone();
        this.structure = structure;
        this.door = door;
    }

    /** The damages of a file that the reader accepts as it is. */
    public static Mutations of(byte[] file, Reader reader) throws IOException {
        return of(file, reader, damaged -> reader.read(ByteSource.of(damaged, "damaged")));
    }

    /** The damages of a file that the door accepts as it is; the reader is asked only what in it is structure. */
    public static Mutations of(byte[] file, Reader reader, Door door) throws IOException {
        Trace trace = new Trace(ByteSource.of(ByteBuffer.wrap(file), "good"));
        Checkpoint checkpoint = reader.read(trace);
        BitSet structure = (BitSet) trace.touched.clone();
        trace.touched.clear();
        for (Entry entry : checkpoint.tensors().entries()) {
            entry.values().forEachPortion(portion -> {});
        }
        // What surrounds a header was perhaps read with it, what belongs to a tensor is known.
        structure.andNot(trace.touched);
        door.open(ByteBuffer.wrap(file)).close();
        return new Mutations(file, structure, door);
    }

    /** The damages of a file that is structure from beginning to end. */
    public static Mutations ofText(byte[] file, Door door) throws IOException {
        BitSet structure = new BitSet();
        structure.set(0, file.length);
        door.open(ByteBuffer.wrap(file)).close();
        return new Mutations(file, structure, door);
    }

    /** How many bytes of the file are structure. */
    public int structureSize() {
        return structure.cardinality();
    }

    /**
     * Cuts the file short where structure begins or ends, at every {@code step}-th byte of structure and of the last
     * kilobyte, and every 997 bytes elsewhere.
     *
     * @return how many copies were tried
     */
    public int truncate(int step) {
        TreeSet<Integer> lengths = new TreeSet<>();
        for (int at = structure.nextSetBit(0); at >= 0; at = structure.nextSetBit(at)) {
            int end = structure.nextClearBit(at);
            lengths.add(at);
            lengths.add(end);
            for (int inside = at; inside < end; inside += step) {
                lengths.add(inside);
            }
            at = end;
        }
        for (int at = Math.max(0, file.length - TAIL); at < file.length; at += step) {
            lengths.add(at);
        }
        for (int at = 0; at < file.length; at += COARSE) {
            lengths.add(at);
        }
        lengths.remove(file.length);
        lengths.forEach(length -> check(ByteBuffer.wrap(file, 0, length), "cut to " + length + " bytes"));
        return lengths.size();
    }

    /**
     * Changes every {@code step}-th byte of structure, by turns in all bits, the lowest, the highest, and to zero.
     *
     * @return how many copies were tried
     */
    public int flip(int step) {
        int tried = 0;
        int count = 0;
        for (int at = structure.nextSetBit(0); at >= 0; at = structure.nextSetBit(at + 1)) {
            if (count++ % step == 0) {
                change(at, changes(at)[tried++ % 4]);
            }
        }
        return tried;
    }

    /**
     * Changes every byte of structure in each of these ways, one after the other.
     *
     * @return how many copies were tried
     */
    public int flipEveryWay() {
        int tried = 0;
        for (int at = structure.nextSetBit(0); at >= 0; at = structure.nextSetBit(at + 1)) {
            for (byte change : changes(at)) {
                change(at, change);
                tried++;
            }
        }
        return tried;
    }

    private byte[] changes(int at) {
        return new byte[] {(byte) 0xff, 0x01, (byte) 0x80, file[at]};
    }

    private void change(int at, byte bits) {
        byte good = file[at];
        file[at] ^= bits;
        check(ByteBuffer.wrap(file), "byte " + at + " from " + good + " to " + file[at]);
        file[at] = good;
    }

    private void check(ByteBuffer damaged, String what) {
        long start = THREAD.getCurrentThreadCpuTime();
        try (Checkpoint checkpoint = door.open(damaged)) {
            for (Entry entry : checkpoint.tensors().entries()) {
                long[] bytes = {0};
                entry.values().forEachPortion(portion -> bytes[0] += portion.remaining());
                assertTrue(
                        bytes[0] == entry.byteSize(),
                        () -> what + ": " + entry.name() + " gave " + bytes[0] + " bytes");
            }
        } catch (ModelFormatException expected) {
            assertTrue(expected.getMessage() != null, () -> what + ": no message");
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            fail(what, e);
        }
        long nanos = THREAD.getCurrentThreadCpuTime() - start;
        assertTrue(nanos < LONGEST_NANOS, () -> what + " took " + nanos + " ns");
    }

    /** Notes which bytes are read. */
    private static final class Trace implements ByteSource {
        private final ByteSource source;
        private final BitSet touched = new BitSet();

        Trace(ByteSource source) {
            this.source = source;
        }

        @Override
        public long size() {
            return source.size();
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            touched.set((int) position, (int) position + target.remaining());
            source.read(position, target);
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
