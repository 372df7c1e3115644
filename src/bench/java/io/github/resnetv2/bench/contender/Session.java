package io.github.resnetv2.bench.contender;

/** A network loaded by an engine, to be called by one thread. */
public interface Session extends AutoCloseable {
    /**
     * Computes logits.
     *
     * @param images {@code [batch, 3, size, size]}, row-major
     * @param batch how many images
     * @param size their height and width
     * @return {@code [batch, classes]}, row-major
     * @throws Exception if the engine fails
     */
    float[] run(float[] images, int batch, int size) throws Exception;

    @Override
    void close();
}
