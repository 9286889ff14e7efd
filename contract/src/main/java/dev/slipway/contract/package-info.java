/**
 * What services say to each other; no logic. Wire names are snake_case, enums lower-case words,
 * unknown fields are ignored.
 */
@NullMarked
package dev.slipway.contract;

import org.jspecify.annotations.NullMarked;
