/** What a supervised process owes its launcher: a run file, its ports, and an end with it. */
@NullMarked
package dev.slipway.supervision;

import org.jspecify.annotations.NullMarked;
