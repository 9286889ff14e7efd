package dev.slipway.registry.rollout;

import dev.slipway.contract.document.DocumentNumber;

/** A rollout after a write, and the routing document that shows it. */
public record WrittenRollout(Rollout rollout, DocumentNumber document) {}
