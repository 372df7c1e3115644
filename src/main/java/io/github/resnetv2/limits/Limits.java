package io.github.resnetv2.limits;

/**
 * The bounds within which untrusted files, pictures and requests are accepted. Each is checked before memory is taken.
 *
 * <p>{@link #DEFAULT} suits a server that loads published networks. Every {@code with...} method returns a changed copy.
 *
 * @param fileBytes size of a model file, or of the stream or buffer it comes in
 * @param headerBytes size of the descriptive part of a model file: a safetensors header, a pickle program, a protobuf
 *     without its tensors, a JSON document
 * @param tensors how many tensors a model file may hold
 * @param elements how many elements one tensor may have
 * @param nesting how deep JSON, pickle and HDF5 structures may nest; more than 512 is taken for 512, which any thread's stack
 *     can bear
 * @param pixels width times height of a picture
 * @param imageBytes size of an encoded picture
 * @param batch how many images one call may hold
 * @param arenaBytes working memory of one call
 */
public record Limits(
        long fileBytes,
        int headerBytes,
        int tensors,
        long elements,
        int nesting,
        long pixels,
        long imageBytes,
        int batch,
        long arenaBytes) {
    private static final int DEEPEST_NESTING = 512;

    /**
     * 8 GiB files, 100 MB headers, 100,000 tensors of up to 2^31 - 9 elements, 64 levels, 50 megapixels in 64 MiB,
     * 1,024 images a call and 4 GiB of working memory.
     */
    public static final Limits DEFAULT = new Limits(
            8L << 30, 100_000_000, 100_000, Integer.MAX_VALUE - 8L, 64, 50_000_000L, 64L << 20, 1024, 4L << 30);

    /**
     * Checks that every bound is positive, and lowers the nesting to 512 levels.
     *
     * @param fileBytes as in the record
     * @param headerBytes as in the record
     * @param tensors as in the record
     * @param elements as in the record
     * @param nesting as in the record
     * @param pixels as in the record
     * @param imageBytes as in the record
     * @param batch as in the record
     * @param arenaBytes as in the record
     * @throws IllegalArgumentException if one is not, naming it
     */
    public Limits {
        requirePositive("fileBytes", fileBytes);
        requirePositive("headerBytes", headerBytes);
        requirePositive("tensors", tensors);
        requirePositive("elements", elements);
        requirePositive("nesting", nesting);
        requirePositive("pixels", pixels);
        requirePositive("imageBytes", imageBytes);
        requirePositive("batch", batch);
        requirePositive("arenaBytes", arenaBytes);
        nesting = Math.min(nesting, DEEPEST_NESTING);
    }

    /**
     * These limits with another bound on the size of model files.
     *
     * @param bytes at least 1
     * @return a changed copy
     */
    public Limits withFileBytes(long bytes) {
        return new Limits(bytes, headerBytes, tensors, elements, nesting, pixels, imageBytes, batch, arenaBytes);
    }

    /**
     * These limits with other bounds on pictures.
     *
     * @param maxPixels width times height, at least 1
     * @param maxBytes size of the encoded picture, at least 1
     * @return a changed copy
     */
    public Limits withImages(long maxPixels, long maxBytes) {
        return new Limits(fileBytes, headerBytes, tensors, elements, nesting, maxPixels, maxBytes, batch, arenaBytes);
    }

    /**
     * These limits with other bounds on one call of a network.
     *
     * @param images largest batch, at least 1
     * @param bytes largest working memory, at least 1
     * @return a changed copy
     */
    public Limits withCall(int images, long bytes) {
        return new Limits(fileBytes, headerBytes, tensors, elements, nesting, pixels, imageBytes, images, bytes);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("limit " + name + ": expected 1 or more, found " + value);
        }
    }
}
