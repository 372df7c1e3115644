package io.github.resnetv2;

import io.github.resnetv2.limits.Limits;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last few models that handles stood for, kept while memory lasts: each is loaded once however many ask for it. */
final class SharedModels {
    private static final int MOST = 4;

    /** The least recently used first. */
    private static final Map<Key, Place> PLACES = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Place> eldest) {
            return size() > MOST;
        }
    };

    private SharedModels() {}

    /**
     * What makes two models the same.
     *
     * @param digest SHA-256 of the file
     * @param limits within which it was read
     */
    record Key(String digest, Limits limits) {}

    /** How a model is had. */
    @FunctionalInterface
    interface Loading {
        ResNetV2 load() throws IOException;
    }

    private static final class Place {
        private SoftReference<@Nullable ResNetV2> kept = new SoftReference<>(null);

        /** Whoever asks while the model is being loaded waits for it. */
        synchronized ResNetV2 get(Loading loading) throws IOException {
            ResNetV2 model = kept.get();
            if (model == null) {
                model = loading.load();
                kept = new SoftReference<>(model);
            }
            return model;
        }
    }

    static ResNetV2 get(Key key, Loading loading) throws IOException {
        Place place;
        synchronized (PLACES) {
            place = PLACES.computeIfAbsent(key, unknown -> new Place());
        }
        return place.get(loading);
    }
}
