package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;

/** A layer made of others. It states how values flow through them once; every reading follows from that. */
public non-sealed interface Composite extends Layer {
    /**
     * The dataflow, in terms of its reader.
     *
     * @param <V> what flows
     * @param w the reading
     * @param x the input
     * @return the output
     */
    <V> V wire(Wiring<V> w, V x);

    @Override
    default Shape outputShape(Shape input) {
        return wire(new ShapeWiring(), input);
    }

    @Override
    default Tensor forward(Tensor x) {
        // Fails before anything is computed, and says in which layer.
        outputShape(x.shape());
        return wire(new PlainWiring(), x);
    }
}
