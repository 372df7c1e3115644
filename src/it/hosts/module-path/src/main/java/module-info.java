/** An application that feeds tensors: the library needs no module for that but {@code java.base}. */
module example.app {
    requires io.github.resnetv2;
}
