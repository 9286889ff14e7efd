/** What the contract must not know. */
@NullMarked
package dev.slipway.contract.broken;

import org.jspecify.annotations.NullMarked;
