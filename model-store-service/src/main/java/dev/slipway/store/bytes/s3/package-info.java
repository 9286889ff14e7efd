/** Decides how bytes are kept in an S3 bucket. */
@NullMarked
package dev.slipway.store.bytes.s3;

import org.jspecify.annotations.NullMarked;
