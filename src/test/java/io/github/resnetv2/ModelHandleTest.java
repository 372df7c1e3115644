package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handles on their way to another process, some of them from a stranger. */
class ModelHandleTest {
    private static final Shape INPUT = Shape.of(1, 3, 32, 32);

    @TempDir
    Path folder;

    @Test
    void aCarriedModelGivesTheSameBits() throws IOException, ClassNotFoundException {
        ResNetV2 model = small(1).withLabels(List.of("cat", "dog"));
        ResNetV2 arrived = read(written(ModelHandle.carrying(model))).model();
        Tensor x = Tensor.build(INPUT, values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 7 - 3;
            }
        });
        assertArrayEquals(model.forward(x).toArray(), arrived.forward(x).toArray());
        assertEquals(model.labels(), arrived.labels());
    }

    @Test
    void aNamedFileIsLoadedOnTheOtherSide() throws IOException, ClassNotFoundException {
        Path file = folder.resolve("model.safetensors");
        small(2).save(file);
        ModelHandle arrived = read(written(ModelHandle.naming(file)));
        assertEquals(file.toAbsolutePath(), arrived.file().orElseThrow());
        assertEquals(small(2).architecture(), arrived.model().architecture());
    }

    @Test
    void aFileThatChangedIsNotTakenForTheModel() throws IOException {
        Path file = folder.resolve("changed.safetensors");
        small(3).save(file);
        ModelHandle handle = ModelHandle.naming(file);
        small(4).save(file);
        String message = assertThrows(ModelFormatException.class, handle::model).getMessage();
        assertTrue(message.contains("expected the file with SHA-256 "), message);
        Files.delete(file);
        assertThrows(NoSuchFileException.class, handle::model);
        assertThrows(NoSuchFileException.class, () -> ModelHandle.naming(folder));
    }

    @Test
    void aProcessHasOneModelForAllCopiesOfAHandle() throws Exception {
        byte[] form = written(ModelHandle.carrying(small(5)));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<ResNetV2> arrival = () -> read(form).model();
            ResNetV2 first = arrival.call();
            for (Future<ResNetV2> each : threads.invokeAll(List.of(arrival, arrival, arrival, arrival, arrival))) {
                assertSame(first, each.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theReceiverSetsTheLimits() throws IOException {
        ModelHandle handle = ModelHandle.carrying(small(6));
        handle.model();
        assertThrows(ModelFormatException.class, () -> handle.model(Limits.DEFAULT.withFileBytes(1000)));
    }

    @Test
    void equalHandlesStandForTheSameBytesFromTheSamePlace() throws IOException, ClassNotFoundException {
        ModelHandle handle = ModelHandle.carrying(small(7));
        ModelHandle copy = read(written(handle));
        assertEquals(handle, copy);
        assertEquals(handle.hashCode(), copy.hashCode());
        assertNotEquals(handle, ModelHandle.carrying(small(8)));
        assertTrue(copy.toString().matches("model handle of \\d+ bytes, SHA-256 [0-9a-f]{12}"), copy.toString());
    }

    @Test
    void theFormNamesOneClassAndHoldsNoOtherObject() throws IOException, ClassNotFoundException {
        List<String> classes = new ArrayList<>();
        byte[] form = written(ModelHandle.carrying(new byte[] {1, 2, 3}));
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(form)) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
                classes.add(description.getName());
                return super.resolveClass(description);
            }
        }) {
            in.readObject();
        }
        assertEquals(List.of("io.github.resnetv2.ModelHandle$Form"), classes);
    }

    @Test
    void aLengthThatTheStreamDoesNotHoldTakesNoMemory() throws IOException {
        byte[] form = written(ModelHandle.carrying("MODEL".getBytes(StandardCharsets.US_ASCII)));
        int at = indexOf(form, "MODEL") - Integer.BYTES;
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 6, -1}) {
            ByteBuffer.wrap(form).putInt(at, length);
            assertThrows(InvalidObjectException.class, () -> read(form), () -> "length " + length);
        }
    }

    @Test
    void aCutFormIsAnErrorAndAChangedOneNoSurprise() throws IOException {
        Path file = Files.write(folder.resolve("any"), new byte[100]);
        ModelHandle handle = ModelHandle.naming(file);
        byte[] form = written(handle);
        for (int length = 0; length < form.length; length++) {
            byte[] cut = Arrays.copyOf(form, length);
            assertThrows(IOException.class, () -> read(cut));
        }
        String className = ModelHandle.class.getName() + "$Form";
        String text = file.toAbsolutePath().toString();
        int name = indexOf(form, className);
        int path = indexOf(form, text);
        int digest = path - Short.BYTES - 32;
        for (int at = 0; at < form.length; at++) {
            byte[] changed = form.clone();
            changed[at] ^= 0x55;
            String where = "byte " + at;
            try {
                assertNotEquals(handle, read(changed), where);
                // Another digest or another absolute path: a handle, and not the same one.
                assertTrue(at >= digest && at != path && at < path + text.length(), where);
            } catch (ClassNotFoundException e) {
                assertTrue(at >= name - Short.BYTES && at < name + className.length(), where);
            } catch (IOException expected) {
                // Of the stream's own grammar, or of what was read.
            }
        }
    }

    @Test
    void aRelativePathAndAHandleWithoutItsFormAreRefused() throws IOException {
        byte[] relative = written(ModelHandle.naming(Files.write(folder.resolve("any"), new byte[100])));
        relative[indexOf(relative, folder.toAbsolutePath().toString())] = '.';
        assertThrows(InvalidObjectException.class, () -> read(relative));

        ByteArrayOutputStream bare = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bare);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        out.writeByte(ObjectStreamConstants.TC_OBJECT);
        out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
        out.writeUTF(ModelHandle.class.getName());
        out.writeLong(1);
        out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
        out.writeShort(0);
        out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
        out.writeByte(ObjectStreamConstants.TC_NULL);
        assertThrows(InvalidObjectException.class, () -> read(bare.toByteArray()));
    }

    private static ResNetV2 small(long seed) {
        return ResNetV2.builder()
                .depth(18)
                .width(8)
                .classes(2)
                .smallImages()
                .seed(seed)
                .build();
    }

    private static byte[] written(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static ModelHandle read(byte[] form) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(form))) {
            return (ModelHandle) in.readObject();
        }
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
