package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Recognized;
import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Finds the family that a checkpoint belongs to by the names of its tensors. */
public final class NamedFamilies {
    private static final List<NamedFamily> NAMED = List.of(
            new ReferenceFamily(),
            new TimmFamily(),
            new BitFamily(),
            new GluonFamily(),
            new KerasFamily(),
            new CifarFamily());

    private NamedFamilies() {}

    /**
     * Recognises a checkpoint of one of the public families.
     *
     * @throws ModelFormatException if it is none, saying what it seems to be, or if its tensors do not fit
     * @throws IllegalArgumentException if a size is beyond what a network may have
     */
    public static Recognized recognise(Checkpoint checkpoint) throws IOException {
        Checkpoint cleaned = NameCleaning.clean(checkpoint);
        for (NamedFamily family : NAMED) {
            if (family.claims(cleaned)) {
                requireFloating(cleaned);
                Map<String, Weight> weights = family.rename(cleaned);
                Architecture architecture = Inference.infer(cleaned.source(), weights, family.conventions(weights));
                return new Recognized(family.title(), architecture, weights, family instanceof KerasFamily);
            }
        }
        throw Refusal.of(cleaned);
    }

    private static void requireFloating(Checkpoint checkpoint) throws ModelFormatException {
        for (Entry entry : checkpoint.tensors().entries()) {
            if (!entry.dtype().isFloating()) {
                throw new ModelFormatException(checkpoint.source() + ": " + entry.name()
                        + ": expected floating-point values, found " + entry.dtype());
            }
        }
    }
}
