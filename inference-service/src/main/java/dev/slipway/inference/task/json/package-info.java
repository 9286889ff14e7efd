/** Decides what the configuration files of models on Hugging Face mean. */
@NullMarked
package dev.slipway.inference.task.json;

import org.jspecify.annotations.NullMarked;
