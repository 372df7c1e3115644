package io.github.resnetv2.bench.contender;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** This library. */
final class LibrarySession implements Session {
    private final ResNetV2 model;

    LibrarySession(Path file, int threads) throws IOException {
        model = ResNetV2.load(file).withThreads(threads);
    }

    @Override
    public float[] run(float[] images, int batch, int size) {
        float[] logits = new float[batch * model.architecture().classes()];
        model.forward(FloatBuffer.wrap(images), Shape.of(batch, 3, size, size), FloatBuffer.wrap(logits));
        return logits;
    }

    @Override
    public void close() {}
}
