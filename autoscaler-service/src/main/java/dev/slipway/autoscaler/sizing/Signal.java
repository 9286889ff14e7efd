package dev.slipway.autoscaler.sizing;

import dev.slipway.contract.pool.PoolStatus;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What other threads tell the sizing loop. */
sealed interface Signal {
    /** Empty when the registry is away. */
    record PoolsAnswered(Optional<List<PoolStatus>> pools) implements Signal {}

    record Probed(UUID instance, boolean answered) implements Signal {}

    record DeathReported(UUID instance, boolean accepted) implements Signal {}

    /** Some process ended; which one is looked up. */
    record SomeoneDied() implements Signal {}
}
