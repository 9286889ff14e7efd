/** What the store registers: signature, manifest, version. */
@NullMarked
package dev.slipway.contract.version;

import org.jspecify.annotations.NullMarked;
