/** Serves the objects of one machine over S3. */
@NullMarked
package dev.slipway.local.objects.s3;

import org.jspecify.annotations.NullMarked;
