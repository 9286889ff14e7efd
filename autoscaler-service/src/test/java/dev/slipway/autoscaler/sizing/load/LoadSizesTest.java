package dev.slipway.autoscaler.sizing.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.autoscaler.signals.PoolDemand;
import dev.slipway.contract.pool.PoolStatus;
import dev.slipway.contract.pool.PoolStatus.PoolReplica;
import dev.slipway.contract.replica.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadSizesTest {
    private static final LoadSettings SETTINGS =
            new LoadSettings(
                    16,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(300),
                    0.9,
                    Duration.ofSeconds(5));

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private PoolDemand asked = new PoolDemand(0, 0, true);
    private final List<List<PoolStatus>> seen = new ArrayList<>();
    private final LoadSizes sizes =
            new LoadSizes(SETTINGS, "process", pool -> asked, seen::add, () -> now);

    @Test
    void aPoolsOwnTargetComesBeforeTheDefault() {
        asked = new PoolDemand(30, 2, true);

        assertThat(wanted(pool(1, 8, null, 1))).isEqualTo(2);
        assertThat(wanted(pool(1, 8, 4, 1))).isEqualTo(8);
    }

    @Test
    void itBeginsWithWhatRunsOrWasAdopted() {
        assertThat(wanted(pool(1, 4, null, 3))).isEqualTo(3);
        LoadSizes restarted =
                new LoadSizes(SETTINGS, "process", pool -> asked, seen::add, () -> now);
        assertThat(restarted.sizes(List.of(pool(1, 4, null, 0)), Map.of("default", 2)))
                .containsExactly(Map.entry("default", 2));
    }

    @Test
    void whoeverListensIsToldThePools() {
        PoolStatus pool = pool(1, 4, null, 1);
        wanted(pool);

        assertThat(seen).containsExactly(List.of(pool));
    }

    @Test
    void whatIsShownSaysWhy() {
        asked = new PoolDemand(39, 2, true);
        wanted(pool(1, 4, null, 2));

        ScaledPool shown = sizes.pools().getFirst();
        assertThat(shown.wanted()).isEqualTo(3);
        assertThat(shown.running()).isEqualTo(2);
        assertThat(shown.ready()).isEqualTo(2);
        assertThat(shown.load()).isEqualTo(41);
        assertThat(shown.reason()).isEqualTo("in flight 39, held 2, target 16");
    }

    @Test
    void itSaysSoAtItsBoundsWhileItWaitsAndWhenSomebodyIsNotHeard() {
        wanted(pool(1, 4, null, 1));
        assertThat(reason()).isEqualTo("in flight 0, target 16, at its min");
        asked = new PoolDemand(90, 0, true);
        now = now.plusSeconds(7);
        wanted(pool(1, 4, null, 1));
        assertThat(reason()).isEqualTo("in flight 90, target 16, 6 needed, at its max");
        asked = new PoolDemand(0, 0, false);
        now = now.plusSeconds(90);
        wanted(pool(1, 4, null, 4));
        assertThat(reason())
                .isEqualTo("in flight 0, target 16, not everybody is heard: it does not shrink");
        asked = new PoolDemand(0, 0, true);
        now = now.plusSeconds(60);
        wanted(pool(1, 4, null, 4));
        assertThat(reason()).isEqualTo("in flight 0, target 16, shrinks after 300 s of quiet");
    }

    private String reason() {
        return sizes.pools().getFirst().reason();
    }

    private int wanted(PoolStatus pool) {
        return sizes.sizes(List.of(pool), Map.of()).getOrDefault(pool.name(), -1);
    }

    private static PoolStatus pool(int min, int max, @Nullable Integer target, int ready) {
        List<PoolReplica> replicas = new ArrayList<>();
        for (int i = 0; i < ready; i++) {
            replicas.add(
                    new PoolReplica(
                            new UUID(1, i), "replica:1", 1, ReplicaState.READY, true, 0, true));
        }
        return new PoolStatus("default", min, max, replicas, target, List.of("m"));
    }
}
