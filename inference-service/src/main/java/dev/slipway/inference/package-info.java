/** The replica: wires the features of the data plane together and gives them one process. */
@NullMarked
package dev.slipway.inference;

import org.jspecify.annotations.NullMarked;
