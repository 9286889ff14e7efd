package dev.slipway.registry.rollout;

/** Where a rollout's observations come from. */
public interface Observatory {
    Observation observe(Rollout rollout);
}
