package io.github.resnetv2.family.named;

import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.StateDict;
import java.util.Collection;
import java.util.List;

/** Takes off what training code puts around the names and values of a network. */
final class NameCleaning {
    /** DistributedDataParallel, Lightning and similar wrappers, {@code torch.compile}. */
    private static final List<String> PREFIXES = List.of("module.", "model.", "_orig_mod.");

    private NameCleaning() {}

    /** The checkpoint without prefixes that all its names share, and without the counters of batch norms. */
    static Checkpoint clean(Checkpoint checkpoint) {
        List<Entry> entries = checkpoint.tensors().entries().stream()
                .filter(entry -> !entry.name().endsWith(".num_batches_tracked"))
                .toList();
        int cut = sharedPrefix(entries.stream().map(Entry::name).toList());
        List<Entry> cleaned = entries.stream()
                .map(entry -> new Entry(entry.name().substring(cut), entry.dtype(), entry.shape(), entry.values()))
                .toList();
        return checkpoint.withTensors(StateDict.of(cleaned));
    }

    private static int sharedPrefix(Collection<String> names) {
        int cut = 0;
        boolean found = !names.isEmpty();
        while (found) {
            found = false;
            for (String prefix : PREFIXES) {
                int at = cut;
                if (names.stream().allMatch(name -> name.startsWith(prefix, at))) {
                    cut += prefix.length();
                    found = true;
                }
            }
        }
        return cut;
    }
}
