package io.github.resnetv2;

import io.github.resnetv2.family.ModelFile;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a model where objects are serialised: in a Spark broadcast, a cache, a session. The model itself is loaded
 * where {@link #model()} is called, once for each process however many copies of the handle arrive.
 *
 * <p>A handle either carries the bytes of a model file or names a file that the other side has too. Both know the SHA-256 of
 * the bytes, so the other side gets this very model or an error.
 *
 * <p>The serialised form is one object of bytes and text that names no other class and is checked when it is read. Reading
 * it opens no file, {@link #model()} does: if handles may come from strangers, accept none with a {@link #file()}. A carried
 * model may be as hostile as any file and is read within the same {@link Limits}.
 *
 * <p>Immutable, safe for use by any number of threads. Equal handles stand for the same bytes from the same place.
 */
public final class ModelHandle implements Serializable {
    private static final long serialVersionUID = 1;

    /** SHA-256 of the model file, in hexadecimal digits. Not serialised from here, as nothing is: see {@link Form}. */
    private final transient String digest;

    private final transient byte @Nullable [] bytes;
    private final transient @Nullable Path file;

    private ModelHandle(String digest, byte @Nullable [] bytes, @Nullable Path file) {
        this.digest = digest;
        this.bytes = bytes;
        this.file = file;
    }

    private static ModelHandle owning(byte[] bytes) {
        return new ModelHandle(HexFormat.of().formatHex(sha256().digest(bytes)), bytes, null);
    }

    /**
     * A handle that carries the bytes of a model file.
     *
     * @param bytes the content of one file as {@link ResNetV2#load(byte[])} takes it; copied and not looked at yet
     * @return the handle
     */
    public static ModelHandle carrying(byte[] bytes) {
        return owning(bytes.clone());
    }

    /**
     * A handle that carries a model in memory: what {@link ResNetV2#save(Path)} would write. Its {@linkplain
     * ResNetV2#withThreads threads} and {@linkplain ResNetV2#withNumerics numerics} are for the other side to choose.
     *
     * @param model of less than 2 GB
     * @return the handle
     * @throws IOException never, as the weights are in memory
     */
    public static ModelHandle carrying(ResNetV2 model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Checkpoints.save(
                out,
                model.stateDict(),
                DType.F32,
                ModelFile.metadata(model.architecture(), model.preprocessing().orElse(null), model.labels()));
        return owning(out.toByteArray());
    }

    /**
     * A handle that names a model file, for models that are too large to be sent: the other side needs the same bytes under
     * the same absolute path. The file is read here once, for its digest.
     *
     * @param file one file of the default file system: no folder, and no index of shards
     * @return the handle
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is in a file system whose paths mean nothing elsewhere
     */
    public static ModelHandle naming(Path file) throws IOException {
        if (!file.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException("model file: expected one of the default file system, found " + file);
        }
        Path absolute = file.toAbsolutePath();
        return new ModelHandle(digest(absolute), null, absolute);
    }

    /**
     * The file that this handle names.
     *
     * @return an absolute path, or empty if the handle carries the bytes
     */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * The model, read within {@link Limits#DEFAULT}.
     *
     * @return as {@link #model(Limits)}
     * @throws ModelFormatException if the bytes are no model, or the named file does not hold the bytes that it held
     * @throws IOException if the named file cannot be read
     */
    public ResNetV2 model() throws IOException {
        return model(Limits.DEFAULT);
    }

    /**
     * The model: loaded at the first call in this process, and the same object for every handle of the same bytes that is
     * asked with the same limits, until memory is needed or several other models were asked for.
     *
     * @param limits what to accept
     * @return safe for use by any number of threads
     * @throws ModelFormatException if the bytes are no model or exceed a limit, or the named file does not hold the bytes
     *     that it held
     * @throws IOException if the named file cannot be read
     */
    public ResNetV2 model(Limits limits) throws IOException {
        return SharedModels.get(new SharedModels.Key(digest, limits), () -> load(limits));
    }

    private ResNetV2 load(Limits limits) throws IOException {
        if (bytes != null) {
            return ResNetV2.load(ByteBuffer.wrap(bytes), limits);
        }
        Path named = Objects.requireNonNull(file);
        String found = digest(named);
        if (!found.equals(digest)) {
            throw new ModelFormatException(named + ": expected the file with SHA-256 " + digest + ", found " + found);
        }
        return ResNetV2.load(named, limits);
    }

    private static String digest(Path file) throws IOException {
        // A pipe or a device might never end.
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString(), null, "expected a regular file");
        }
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] portion = new byte[1 << 16];
            for (int read = in.read(portion); read >= 0; read = in.read(portion)) {
                digest.update(portion, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * What is written in place of a handle.
     *
     * @return a form of block data alone
     */
    private Object writeReplace() {
        return new Form(digest, bytes, file == null ? null : file.toString());
    }

    /**
     * Refuses a handle that was not written by this class.
     *
     * @param in ignored
     * @throws InvalidObjectException always
     */
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a model handle is serialised as " + Form.class.getName());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelHandle handle && digest.equals(handle.digest) && Objects.equals(file, handle.file);
    }

    @Override
    public int hashCode() {
        return Objects.hash(digest, file);
    }

    /** For the log: where the model is and the first digits of its SHA-256. */
    @Override
    public String toString() {
        String place = bytes == null ? String.valueOf(file) : bytes.length + " bytes";
        return "model handle of " + place + ", SHA-256 " + digest.substring(0, 12);
    }

    /**
     * What is written in place of a handle: block data alone, so that nothing else can be smuggled in or keep hold of the
     * arrays, and everything passes the same checks again.
     */
    private static final class Form implements Serializable {
        private static final long serialVersionUID = 1;
        private static final int DIGEST_BYTES = 32;

        private transient String digest;
        private transient byte @Nullable [] bytes;
        private transient @Nullable String file;

        Form(String digest, byte @Nullable [] bytes, @Nullable String file) {
            this.digest = digest;
            this.bytes = bytes;
            this.file = file;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeBoolean(bytes != null);
            if (bytes != null) {
                out.writeInt(bytes.length);
                out.write(bytes);
            } else {
                out.write(HexFormat.of().parseHex(digest));
                out.writeUTF(Objects.requireNonNull(file));
            }
        }

        private void readObject(ObjectInputStream in) throws IOException {
            if (in.readBoolean()) {
                int length = in.readInt();
                if (length < 0) {
                    throw new InvalidObjectException("model bytes: expected 0 or more, found " + length);
                }
                // In portions: memory is taken for what comes, not for what is announced.
                bytes = in.readNBytes(length);
                if (bytes.length < length) {
                    throw new InvalidObjectException("model bytes: expected " + length + ", found " + bytes.length);
                }
            } else {
                byte[] read = new byte[DIGEST_BYTES];
                in.readFully(read);
                digest = HexFormat.of().formatHex(read);
                file = in.readUTF();
            }
        }

        private Object readResolve() throws ObjectStreamException {
            if (bytes != null) {
                return owning(bytes);
            }
            try {
                Path named = Path.of(Objects.requireNonNull(file));
                if (!named.isAbsolute()) {
                    throw new InvalidObjectException("model file: expected an absolute path, found " + named);
                }
                return new ModelHandle(digest, null, named);
            } catch (InvalidPathException e) {
                throw (ObjectStreamException) new InvalidObjectException("model file: " + e.getMessage()).initCause(e);
            }
        }
    }
}
