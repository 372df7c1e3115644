package io.github.resnetv2.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that all kernels must pass. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("kernel")
@ParameterizedTest(name = "{0}")
@MethodSource("io.github.resnetv2.kernel.AllKernels#list")
@interface KernelSuite {}
