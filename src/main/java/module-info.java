/**
 * Inference of pre-activation residual networks (ResNetV2) in pure Java.
 *
 * <p>Needs {@code java.base} alone to run a network. Packages that are not exported may change at any time.
 *
 * <p>{@code jdk.incubator.vector} is not named on purpose: a directive, even a static one, would make the compiler of
 * every user print a warning. The kernels look for the module at run time and read it if it is there.
 */
@SuppressWarnings("module") // The digit belongs to the network's name.
module io.github.resnetv2 {
    requires static java.desktop; // image: pictures in and out, left out of a server that feeds tensors
    requires static jdk.httpserver; // server: the page to try it
    requires static jdk.jfr; // events: what Flight Recorder is told
    requires static jdk.management; // cli: what a run allocated
    requires static org.jspecify;

    exports io.github.resnetv2;
    exports io.github.resnetv2.evaluate;
    exports io.github.resnetv2.family;
    exports io.github.resnetv2.formats;
    exports io.github.resnetv2.image;
    exports io.github.resnetv2.limits;
    exports io.github.resnetv2.model;
    exports io.github.resnetv2.nn;
    exports io.github.resnetv2.tensor;
    exports io.github.resnetv2.weights;
}
