/** Turns measurements into Markdown tables and SVG charts. */
package io.github.resnetv2.bench.report;
