/**
 * MXNet's parameter files, {@code .params}: a list of arrays, then the list of their names.
 *
 * <p>Gluon's {@code save_parameters} writes structural names ({@code features.1.weight}), {@code export} and the older
 * Module API write the symbol's names with {@code arg:} or {@code aux:} before them. Names are kept as they are: what
 * they mean is the business of {@code family}.
 */
@NullMarked
package io.github.resnetv2.formats.mxnet;

import org.jspecify.annotations.NullMarked;
