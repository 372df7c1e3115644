/** An application that is delivered with the part of Java that it needs. */
module example.image {
    requires io.github.resnetv2;
}
