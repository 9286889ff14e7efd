/** Tests of the order of service, each by what comes out of a queue. */
@NullMarked
package dev.slipway.inference.queueing;

import org.jspecify.annotations.NullMarked;
