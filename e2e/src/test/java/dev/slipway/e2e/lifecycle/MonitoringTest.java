package dev.slipway.e2e.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Pools;
import dev.slipway.e2e.platform.Repository;
import dev.slipway.e2e.platform.SharedPlatform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("slow")
@ExtendWith(SharedPlatform.class)
class MonitoringTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void whatDashboardsAndAlertsAskForExists(Platform platform) throws Exception {
        // Whoever is being replaced or drained answers one question and not the next.
        Pools.resize(platform, platform.registry(), 1);
        // Some counters appear with their first event.
        platform.client()
                .post("/v1/embeddings", "{\"model\":\"minilm\",\"input\":\"hello\"}")
                .expect(200);
        new AdminApi(platform.url(), Map.of()).get("/v1/models").expect(401);
        String said =
                Command.run(
                                LIMIT,
                                Map.of(),
                                List.of(
                                        "python3",
                                        Repository.root()
                                                .resolve("monitoring")
                                                .resolve("check.py")
                                                .toString(),
                                        "--data",
                                        platform.data().toString()))
                        .orFail();
        assertThat(said).contains(" 0 wrong");
    }
}
