/** The engines that are compared, each used as its documentation tells a Java programmer to. */
package io.github.resnetv2.bench.contender;
