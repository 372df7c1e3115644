package io.github.resnetv2.spark;

import io.github.resnetv2.ModelHandle;
import io.github.resnetv2.ResNetV2;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Tells for each partition which process it ran in, which object the model was there, and what computes it.
 *
 * @param model the model to look at
 */
record LoadedModel(Broadcast<ModelHandle> model) implements MapPartitionsFunction<Long, String> {
    @Override
    public Iterator<String> call(Iterator<Long> numbers) throws IOException {
        ResNetV2 loaded = model.value().model();
        String place = ProcessHandle.current().pid() + " " + System.identityHashCode(loaded);
        return List.of(place + " " + loaded.kernels()).iterator();
    }
}
