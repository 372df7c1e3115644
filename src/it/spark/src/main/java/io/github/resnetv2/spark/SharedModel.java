package io.github.resnetv2.spark;

import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import java.io.IOException;
import java.io.Serializable;

/**
 * A model that travels as the bytes of its file and is loaded once in each process, by the first task that asks for it.
 *
 * <p>Made to be broadcast: Spark sends it once to each executor, and all tasks there see the same object. When the
 * broadcast is destroyed nothing is left behind.
 */
public final class SharedModel implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] file;
    private final Numerics numerics;
    private transient ResNetV2 loaded;

    /**
     * A model that is not loaded yet.
     *
     * @param file the content of a model file in any format that {@link ResNetV2#load(byte[])} knows; not copied
     * @param numerics how it computes
     */
    public SharedModel(byte[] file, Numerics numerics) {
        this.file = file;
        this.numerics = numerics;
    }

    /**
     * The network of this process; its weights are in memory once, however many tasks use it.
     *
     * @param threads for each call
     * @return ready to use
     * @throws IOException if the bytes are no network, saying what is wrong
     */
    public synchronized ResNetV2 get(int threads) throws IOException {
        if (loaded == null) {
            loaded = ResNetV2.load(file).withNumerics(numerics).withThreads(threads);
        }
        return loaded;
    }
}
