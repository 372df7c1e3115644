/**
 * The doors of the library: {@link io.github.resnetv2.ResNetV2} is a network, {@link io.github.resnetv2.Classifier} turns
 * photos into {@link io.github.resnetv2.Prediction}s with one.
 *
 * <pre>{@code
 * ResNetV2 model = ResNetV2.load(Path.of("model.safetensors"));
 * for (Prediction p : Classifier.of(model).classify(Path.of("cat.jpg"), 5)) {
 *     System.out.println(p);
 * }
 * }</pre>
 *
 * <p>Everything here is immutable, safe for use by any number of threads, and has nothing to close; only {@link
 * io.github.resnetv2.ResNetV2Builder} is for one thread, and {@link io.github.resnetv2.BatchingClassifier} has a queue to
 * close.
 */
@NullMarked
package io.github.resnetv2;

import org.jspecify.annotations.NullMarked;
