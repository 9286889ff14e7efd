/** Decides which bodies are not sent to replicas any more, because replicas died on them. */
@NullMarked
package dev.slipway.gateway.quarantine;

import org.jspecify.annotations.NullMarked;
