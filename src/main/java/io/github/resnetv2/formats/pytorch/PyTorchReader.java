package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads what {@code torch.save} writes: a state dict, or a training checkpoint that holds one.
 *
 * <p>Tensors keep the names, number types and values of the file. Of a training checkpoint the state dict is found under
 * the usual keys ({@code state_dict}, {@code model}, ...) and the key used is noted in the metadata as
 * {@code pytorch.wrapper}; numbers and texts beside it, such as the epoch, become metadata too ({@code pytorch.epoch});
 * the rest, such as the optimizer's state, is left out.
 *
 * <p>Written after {@code torch/serialization.py} of PyTorch 2.x.
 */
public final class PyTorchReader {
    private PyTorchReader() {}

    /**
     * Opens a checkpoint of PyTorch 1.6 or later; values are read when asked for.
     *
     * @param source the file; belongs to the checkpoint from now on, but not if this method throws
     * @param archive the file as an archive, for which {@link #isArchive} is true
     * @param limits bound the pickle ({@code headerBytes}), the number of tensors and their elements
     * @return the checkpoint
     * @throws ModelFormatException if the file is damaged, or holds anything that is not a state dict; the offset in the
     *     pickle is named
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, ZipArchive archive, Limits limits) throws IOException {
        return ZipContainer.read(source, archive, limits);
    }

    /**
     * Opens a checkpoint of an earlier PyTorch, as {@link #read} does.
     *
     * @param source the file, for which {@link #isLegacy} is true; belongs to the checkpoint from now on, but not if this
     *     method throws
     * @param limits bound the pickle ({@code headerBytes}), the number of tensors and their elements
     * @return the checkpoint
     * @throws ModelFormatException as for a later one
     * @throws IOException if it cannot be read
     */
    public static Checkpoint readLegacy(ByteSource source, Limits limits) throws IOException {
        return LegacyContainer.read(source, limits);
    }

    /**
     * Whether an archive is one of {@code torch.save}: it holds a {@code data.pkl} in a folder.
     *
     * @param archive a zip archive
     * @return true also for TorchScript, which {@link #read} refuses with advice
     */
    public static boolean isArchive(ZipArchive archive) {
        return ZipContainer.isContainer(archive);
    }

    /**
     * Whether a file begins with the magic number of {@code torch.save} before PyTorch 1.6.
     *
     * @param start the first bytes of the file, 15 or more; left as it is
     * @return false also if there are fewer
     */
    public static boolean isLegacy(ByteBuffer start) {
        return LegacyContainer.isLegacy(start);
    }
}
