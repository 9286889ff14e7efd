/** The one table of error codes: code, category, whether asking again can help. */
@NullMarked
package dev.slipway.contract.error;

import org.jspecify.annotations.NullMarked;
