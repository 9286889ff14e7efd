/** The two numbered snapshots from which a gateway works. */
@NullMarked
package dev.slipway.contract.document;

import org.jspecify.annotations.NullMarked;
