package io.github.resnetv2.formats;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.npy.NpyWriter;
import io.github.resnetv2.formats.safetensors.SafetensorsWriter;
import io.github.resnetv2.formats.safetensors.ShardedReader;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens checkpoints of every format that is read, and saves them as safetensors.
 *
 * <p>The format is recognised by the file's content, never by its name; an index of shards alone is known by the name
 * {@code *.index.json}. Opening reads what describes the tensors, their values are read when asked for.
 */
public final class Checkpoints {
    private static final String IN_MEMORY = "<bytes>";

    private Checkpoints() {}

    /**
     * Opens a file, an index of safetensors shards, or a folder as the Hugging Face hub lays it out: with
     * {@code model.safetensors}, with one index of shards, with a single other safetensors file, or with
     * {@code pytorch_model.bin}, the first of these that is there. The text of a {@code config.json} beside the weights
     * becomes metadata of that name.
     *
     * @param path a file or folder
     * @param limits bounds the file, its description and its tensors
     * @return holds the file open until closed
     * @throws ModelFormatException if the format is not one of {@link io.github.resnetv2.weights.Format}, the file is
     *     damaged, or it exceeds a limit
     * @throws IOException if it cannot be read
     */
    public static Checkpoint open(Path path, Limits limits) throws IOException {
        Path file = Files.isDirectory(path) ? ModelFolder.choose(path) : path;
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file + ": expected a file or a folder, found neither");
        }
        Map<String, String> beside = ModelFolder.config(file, limits);
        Checkpoint checkpoint =
                ShardedReader.isIndex(file) ? ShardedReader.read(file, limits) : open(ByteSource.open(file), limits);
        return checkpoint.withMetadata(beside);
    }

    /**
     * Opens a file that is in memory.
     *
     * @param bytes its content, shared with the checkpoint: not to be changed while that is in use
     * @param limits bounds the file, its description and its tensors
     * @return need not be closed
     * @throws ModelFormatException as for a file
     * @throws IOException never, beyond that
     */
    public static Checkpoint open(byte[] bytes, Limits limits) throws IOException {
        return open(ByteBuffer.wrap(bytes), limits);
    }

    /**
     * Opens a file that is in a buffer, between position and limit, which stay as they are.
     *
     * @param bytes its content, shared with the checkpoint: not to be changed while that is in use
     * @param limits bounds the file, its description and its tensors
     * @return need not be closed
     * @throws ModelFormatException as for a file
     * @throws IOException never, beyond that
     */
    public static Checkpoint open(ByteBuffer bytes, Limits limits) throws IOException {
        return open(ByteSource.of(bytes, IN_MEMORY), limits);
    }

    /**
     * Opens a file that comes as a stream: reads it to its end into memory. The stream is not closed.
     *
     * @param stream read from where it stands
     * @param limits {@code fileBytes} bounds what is read
     * @return need not be closed
     * @throws ModelFormatException as for a file, or if the stream is longer than the limit
     * @throws IOException if it cannot be read
     */
    public static Checkpoint open(InputStream stream, Limits limits) throws IOException {
        return open(ByteSource.of(stream, limits.fileBytes(), "<stream>"), limits);
    }

    private static Checkpoint open(ByteSource source, Limits limits) throws IOException {
        try {
            if (source.size() > limits.fileBytes()) {
                throw new ModelFormatException(
                        source.name() + ": expected at most " + limits.fileBytes() + " bytes, found " + source.size());
            }
            return FormatDetection.read(source, limits);
        } catch (IOException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /**
     * Saves tensors as a safetensors file, or replaces it in one step; if anything fails, nothing has changed.
     *
     * @param file where to
     * @param tensors what; integers keep their type
     * @param dtype F32, F16 or BF16: what all floating-point tensors are rounded to, to nearest even; a tensor that has
     *     the type already is copied bit by bit
     * @param metadata any text, kept beside the tensors
     * @throws IllegalArgumentException if the type is another one, a finite value is too large for it (the tensor is
     *     named), or a name has more than 1,000 characters
     * @throws IOException if the tensors cannot be read or the file cannot be written
     */
    public static void save(Path file, StateDict tensors, DType dtype, Map<String, String> metadata)
            throws IOException {
        SafetensorsWriter.write(file, tensors, dtype, metadata);
    }

    /**
     * Saves tensors as safetensors to a stream, which is not closed; after an error it has received a part.
     *
     * @param stream where to
     * @param tensors what; integers keep their type
     * @param dtype F32, F16 or BF16, as for a file
     * @param metadata any text, kept beside the tensors
     * @throws IllegalArgumentException as for a file
     * @throws IOException if the tensors cannot be read or the stream cannot be written
     */
    public static void save(OutputStream stream, StateDict tensors, DType dtype, Map<String, String> metadata)
            throws IOException {
        SafetensorsWriter.write(stream, tensors, dtype, metadata);
    }

    /**
     * Saves one tensor as a NumPy file ({@code .npy}), or replaces it in one step.
     *
     * @param file where to
     * @param tensor what
     * @throws IOException if the file cannot be written
     */
    public static void saveArray(Path file, Tensor tensor) throws IOException {
        NpyWriter.write(file, tensor);
    }
}
