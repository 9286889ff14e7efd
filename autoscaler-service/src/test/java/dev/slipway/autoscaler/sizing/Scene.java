package dev.slipway.autoscaler.sizing;

import dev.slipway.autoscaler.sizing.load.LoadSettings;
import dev.slipway.contract.pool.PoolStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A sizing loop among fakes, whose time passes only when a test says so. */
final class Scene {
    static final SizingSettings SETTINGS =
            new SizingSettings(
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(300),
                    Duration.ofHours(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(120),
                    new LoadSettings(
                            16,
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(6),
                            Duration.ofSeconds(300),
                            0.9,
                            Duration.ofSeconds(5)));

    /** Without load every pool has its smallest size. */
    static final PoolSizes SMALLEST =
            (pools, held) ->
                    pools.stream().collect(Collectors.toMap(PoolStatus::name, PoolStatus::min));

    final FakeActuator actuator = new FakeActuator();
    final FakeRegistry registry = new FakeRegistry();
    final RecordedEvents events = new RecordedEvents();
    final Set<String> silent = new HashSet<>();
    Instant now = Instant.parse("2030-01-01T00:00:00Z");
    SizingLoop loop = newLoop();

    /** The service starts anew: what it knew is gone, the processes are not. */
    private SizingLoop newLoop() {
        return new SizingLoop(
                SETTINGS,
                actuator,
                registry,
                address -> !silent.contains(address),
                events,
                SMALLEST,
                () -> now,
                Runnable::run);
    }

    /** Looks until everything that is under way has been answered; no time passes. */
    Scene look() {
        for (int i = 0; i < 4; i++) {
            loop.step();
        }
        return this;
    }

    Scene pass(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(SETTINGS.tick())) {
            now = now.plus(SETTINGS.tick());
            loop.step();
            loop.step();
        }
        return this;
    }

    /** A pool of so many replicas, all ready and seen so. */
    Scene serving(int size) {
        registry.size = size;
        look();
        actuator.started.forEach(registry::ready);
        return pass(Duration.ofSeconds(1));
    }

    UUID started(int index) {
        return actuator.started.get(index);
    }

    List<UUID> living() {
        return actuator.living().stream().sorted().toList();
    }
}
