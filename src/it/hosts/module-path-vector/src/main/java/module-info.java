/** An application that wants the library's vector kernels and starts with a plain {@code java --module}. */
module example.app {
    requires io.github.resnetv2;
    requires jdk.incubator.vector;
}
