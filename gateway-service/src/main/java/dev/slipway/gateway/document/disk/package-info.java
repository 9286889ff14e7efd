/** The last documents as files. */
@NullMarked
package dev.slipway.gateway.document.disk;

import org.jspecify.annotations.NullMarked;
