package dev.slipway.e2e.zeroloss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.load.EchoWorkload;
import dev.slipway.e2e.load.EchoWorkload.Line;
import dev.slipway.e2e.load.HttpConversation;
import dev.slipway.e2e.load.LoadReport;
import dev.slipway.e2e.load.OpenLoop;
import dev.slipway.e2e.platform.Platform;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Service tokens are renewed and run out under load, and nothing that is asked is lost. */
@Tag("slow")
class TokensRunOutTest {
    private static final String MODEL = "tokens";
    private static final Line FUNCTION = new Line(3, 5);
    private static final int PER_SECOND = 100;
    private static final int CONNECTIONS = 32;
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(60);

    /** Each lives 10 s, and clocks may differ by 60 s. */
    private static final Duration UNTIL_ALL_RAN_OUT = Duration.ofSeconds(80);

    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.startWith("tokens", Map.of("SLIPWAY_TOKEN_LIFETIME", "10s"));
        platform.admin()
                .deploy(MODEL, Models.line(FUNCTION.factor(), FUNCTION.offset()), Scene.LONG);
    }

    @AfterAll
    static void stop() throws IOException {
        platform.close();
    }

    @Test
    void renewedRunOutAndRenewedAgainByARegistryThatComesAndGoes() throws Exception {
        EchoWorkload workload = new EchoWorkload(MODEL, platform.inferKey(), Map.of(1, FUNCTION));
        LoadReport report;
        try (OpenLoop load =
                OpenLoop.start(
                        HttpConversation.to(platform.port(), workload),
                        PER_SECOND,
                        CONNECTIONS,
                        CLIENT_TIMEOUT)) {
            Scene.pause(Duration.ofSeconds(15));
            platform.stopService("registry");
            Scene.pause(UNTIL_ALL_RAN_OUT);
            platform.startService("registry");
            platform.stopService("registry");
            Scene.pause(Duration.ofSeconds(5));
            platform.startService("registry");
            Scene.pause(Duration.ofSeconds(20));
            report = load.finish();
        }

        System.out.printf("RUN tokens run out: %s%n", report);
        assertThat(report.wrong()).isEmpty();
        platform.admin().get("/admin/v1/models").expect(200);
    }
}
