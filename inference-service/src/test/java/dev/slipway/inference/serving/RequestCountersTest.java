package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.model.VersionId;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RequestCountersTest {
    private final RequestCounters all = new RequestCounters();
    private final RequestCounters one = all.of(new VersionId("m", 1));
    private final RequestCounters two = all.of(new VersionId("m", 2));

    private static TenantCounters of(RequestCounters counters, String tenant) {
        return Objects.requireNonNull(counters.tenants().get(tenant), tenant);
    }

    @Test
    void whatCameOfRequestsIsKnownByTenantAndInAll() {
        one.answered("acme");
        one.answered("acme");
        one.answered("blue");
        one.refused(ErrorCode.INVALID_INPUT, "acme");
        one.cancelled(Phase.QUEUE, "blue");
        assertThat(of(one, "acme").answeredTotal()).isEqualTo(2);
        assertThat(of(one, "acme").leftTotal()).isZero();
        assertThat(of(one, "acme").refusedTotals()).isEqualTo(Map.of(ErrorCode.INVALID_INPUT, 1L));
        assertThat(of(one, "blue").answeredTotal()).isEqualTo(1);
        assertThat(of(one, "blue").leftTotal()).isEqualTo(1);
        assertThat(two.tenants()).isEmpty();
        assertThat(all.answeredTotal()).isEqualTo(3);
        assertThat(all.refusedWith(ErrorCode.INVALID_INPUT)).isEqualTo(1);
        assertThat(all.cancelledIn(Phase.QUEUE)).isEqualTo(1);
        assertThat(one.answeredTotal()).isEqualTo(3);
    }

    @Test
    void whoGotNoPlaceIsCountedForItsTenantAndApartFromTheOthers() {
        one.turnedAway(ErrorCode.QUEUE_FULL, "acme");
        assertThat(of(one, "acme").refusedTotals()).isEqualTo(Map.of(ErrorCode.QUEUE_FULL, 1L));
        assertThat(one.turnedAwayWith(ErrorCode.QUEUE_FULL)).isEqualTo(1);
        assertThat(two.turnedAwayWith(ErrorCode.QUEUE_FULL)).isZero();
        assertThat(one.refusedWith(ErrorCode.QUEUE_FULL)).isZero();
        assertThat(all.refusedWith(ErrorCode.QUEUE_FULL)).isZero();
    }

    @Test
    void theFirstThousandTenantsHaveNamesAndTheRestHaveOne() {
        for (int i = 0; i < 1_000; i++) {
            one.answered("t" + i);
        }
        assertThat(one.tenants()).hasSize(1_000).doesNotContainKey("_other");
        one.answered("t1000");
        two.answered("t1001");
        two.answered("t7");
        assertThat(one.tenants()).hasSize(1_001).doesNotContainKey("t1000");
        assertThat(of(one, "_other").answeredTotal()).isEqualTo(1);
        assertThat(two.tenants()).containsOnlyKeys("_other", "t7");
        one.answered("t999");
        assertThat(of(one, "t999").answeredTotal()).isEqualTo(2);
    }

    @Test
    void tenantsOfManyVersionsAreTenThousandSeriesAtMostUntilVersionsGo() {
        for (int version = 1; version <= 6; version++) {
            for (int tenant = 0; tenant < 1_000; tenant++) {
                all.of(new VersionId("many", version)).answered("t" + tenant);
            }
        }
        int named = 0;
        for (RequestCounters counters : all.versions().values()) {
            named += counters.tenants().size() - (counters.tenants().containsKey("_other") ? 1 : 0);
        }
        assertThat(named).isEqualTo(5_000);
        RequestCounters sixth = all.of(new VersionId("many", 6));
        assertThat(sixth.tenants()).containsOnlyKeys("_other");
        assertThat(of(sixth, "_other").answeredTotal()).isEqualTo(1_000);
        all.drop(new VersionId("many", 1));
        sixth.answered("t7");
        assertThat(of(sixth, "t7").answeredTotal()).isEqualTo(1);
    }

    @Test
    void howLongRequestsTookIsCountedByItsVersion() {
        one.took(2_000_000, true);
        one.took(3_000_000, false);
        assertThat(one.durations().total()).isEqualTo(2);
        assertThat(one.durations().sum()).isEqualTo(5_000_000);
        assertThat(one.tookNanos()).isEqualTo(5_000_000);
        assertThat(one.answeredNanos()).isEqualTo(2_000_000);
        assertThat(one.failedNanos()).isEqualTo(3_000_000);
        assertThat(two.durations().total()).isZero();
    }
}
