package io.github.resnetv2.nn;

/**
 * A reading of a network's dataflow: what the steps of {@link Composite#wire} mean.
 *
 * <p>With tensors for values it is the forward pass, with shapes the shape check; others record rows of a table or the nodes
 * that the engine compiles.
 *
 * @param <V> what flows: a tensor, a shape, a node of a graph
 */
public interface Wiring<V> {
    /**
     * Sends a value through a child.
     *
     * @param name the child's name in its composite
     * @param layer the child
     * @param x the input
     * @return the child's output
     */
    V apply(String name, Layer layer, V x);

    /**
     * Adds two values of the same shape.
     *
     * @param a one
     * @param b the other
     * @return their sum
     */
    V add(V a, V b);

    /**
     * Turns {@code [N, C, H, W]} into {@code [N, C H W]}.
     *
     * @param x a batch of maps
     * @return a batch of vectors
     */
    V flatten(V x);

    /**
     * Names a value that somebody may ask for, such as {@code layer2} or {@code features}.
     *
     * @param name the output's name
     * @param x the value
     * @return the same value
     */
    V output(String name, V x);
}
