/** Decides where a platform keeps what on disk, who owns the folder, and what a crash leaves. */
@NullMarked
package dev.slipway.local.directory;

import org.jspecify.annotations.NullMarked;
