/** Decides what the configuration files of sentence-transformers mean. */
@NullMarked
package dev.slipway.inference.task.json;

import org.jspecify.annotations.NullMarked;
