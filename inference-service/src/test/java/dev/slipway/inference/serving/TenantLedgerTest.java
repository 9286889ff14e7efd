package dev.slipway.inference.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TenantLedgerTest {
    private final TenantNames names = new TenantNames();
    private final SeriesBudget series = new SeriesBudget(5);
    private final TenantLedger one = new TenantLedger(names, series);
    private final TenantLedger two = new TenantLedger(names, series);

    private static TenantCounters of(TenantLedger ledger, String tenant) {
        return Objects.requireNonNull(ledger.tenants().get(tenant), tenant);
    }

    @Test
    void tenantsOfAllVersionsShareTheSeriesAndTheRestCountsTogether() {
        one.answered("acme");
        two.answered("acme");
        two.answered("blue");
        two.left("cyan");
        one.answered("acme");
        assertThat(one.tenants()).containsOnlyKeys("acme");
        assertThat(of(one, "acme").answeredTotal()).isEqualTo(2);
        assertThat(two.tenants()).containsOnlyKeys("acme", "_other");
        assertThat(of(two, "_other").answeredTotal()).isEqualTo(1);
        assertThat(of(two, "_other").leftTotal()).isEqualTo(1);
    }

    @Test
    void aCodeWithoutASeriesCountsForTheOthers() {
        one.answered("acme");
        two.answered("acme");
        one.refused(ErrorCode.QUEUE_FULL, "acme");
        one.refused(ErrorCode.QUEUE_FULL, "acme");
        one.refused(ErrorCode.INVALID_INPUT, "acme");
        assertThat(of(one, "acme").refusedTotals()).isEqualTo(Map.of(ErrorCode.QUEUE_FULL, 2L));
        assertThat(of(one, "_other").refusedTotals())
                .isEqualTo(Map.of(ErrorCode.INVALID_INPUT, 1L));
    }

    @Test
    void theSeriesOfAVersionThatIsUnloadedAreFreeAgain() {
        one.answered("acme");
        one.answered("blue");
        two.answered("cyan");
        assertThat(two.tenants()).containsOnlyKeys("_other");
        one.close();
        one.close();
        one.answered("late");
        two.answered("cyan");
        two.answered("dove");
        two.answered("ebony");
        assertThat(two.tenants()).containsOnlyKeys("cyan", "dove", "_other");
    }
}
