package dev.slipway.gateway.relay.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.gateway.dialect.TimeAllowed;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RpcSettingsTest {
    private static RpcSettings read(Map<String, String> environment) {
        return RpcSettings.read(environment::get);
    }

    @Test
    void thePortIsTheOneAfterTheGatewaysUnlessItIsNamed() {
        assertThat(read(Map.of())).isEqualTo(new RpcSettings("127.0.0.1", 8081));
        assertThat(read(Map.of("SLIPWAY_PORT", "9000")).port()).isEqualTo(9001);
        assertThat(read(Map.of("SLIPWAY_PORT", "0")).port()).isZero();
        assertThat(read(Map.of("SLIPWAY_PORT", "9000", "SLIPWAY_GRPC_PORT", "7")).port())
                .isEqualTo(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("SLIPWAY_GRPC_PORT", "70000")));
    }

    @Test
    void theSmallestOfAllTimesCounts() {
        assertThat(nanos(null, Long.MAX_VALUE, 0)).isEqualTo(TimeUnit.SECONDS.toNanos(60));
        assertThat(nanos("300000", Long.MAX_VALUE, 0)).isEqualTo(TimeUnit.MINUTES.toNanos(5));
        assertThat(nanos("300", 5_000_000, 0)).isEqualTo(5_000_000);
        assertThat(nanos("300", 5_000_000, 7)).isEqualTo(7_000);
    }

    @Test
    void anAbsurdTimeIsAnHourInEachForm() {
        long hour = TimeUnit.HOURS.toNanos(1);
        assertThat(nanos(null, Long.MAX_VALUE - 1, 0)).isEqualTo(hour);
        assertThat(nanos("9".repeat(40), Long.MAX_VALUE, 0)).isEqualTo(hour);
        assertThat(nanos(null, Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(hour);
    }

    private static long nanos(
            @org.jspecify.annotations.Nullable String header, long nanosLeft, long timeoutMicros) {
        return new RpcHead("id", 0, TimeAllowed.read(header), nanosLeft, Map.of())
                .nanosAllowed(timeoutMicros, 60_000);
    }
}
