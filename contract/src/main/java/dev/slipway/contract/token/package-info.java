/** How a service gets the tokens with which it proves itself to others. */
@NullMarked
package dev.slipway.contract.token;

import org.jspecify.annotations.NullMarked;
