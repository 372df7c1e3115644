package io.github.resnetv2.bench.contender;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;

/** Deep Java Library with the PyTorch engine, on a TorchScript file. */
final class DjlSession implements Session {
    private final ZooModel<NDList, NDList> model;
    private final Predictor<NDList, NDList> predictor;

    DjlSession(Path file, int threads) throws IOException, ModelNotFoundException, MalformedModelException {
        // Where DJL's documentation says how many threads: properties, read when the engine starts.
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        model = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optEngine("PyTorch")
                .optModelPath(file)
                .optTranslator(new NoopTranslator())
                .build()
                .loadModel();
        predictor = model.newPredictor();
    }

    @Override
    public float[] run(float[] images, int batch, int size) throws TranslateException {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList input = new NDList(manager.create(images, new Shape(batch, 3, size, size)));
            NDList output = predictor.predict(input);
            output.attach(manager);
            return output.singletonOrThrow().toFloatArray();
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
