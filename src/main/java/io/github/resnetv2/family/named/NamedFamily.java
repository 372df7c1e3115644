package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Map;

/** A family whose checkpoints are known by the names of their tensors. */
interface NamedFamily {
    /** What to call the family. */
    String title();

    /** Whether a checkpoint's names are this family's. Looks at names alone; says nothing of completeness. */
    boolean claims(Checkpoint checkpoint);

    /**
     * Every tensor under this library's own name. Names that are not the family's stay as they are, so that the strict
     * check that follows can report them.
     *
     * @throws ModelFormatException if the checkpoint is a variant of the family that cannot be run, saying which, or two of
     *     its tensors come to one name
     */
    Map<String, Weight> rename(Checkpoint checkpoint) throws ModelFormatException;

    /** The switches that names and shapes do not show. */
    Conventions conventions(Map<String, Weight> weights);
}
