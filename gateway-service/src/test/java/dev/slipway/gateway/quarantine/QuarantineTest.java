package dev.slipway.gateway.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.quarantine.Quarantine.Body;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.Replica;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private static final Duration EXPIRY = Duration.ofMinutes(10);
    private static final Body POISON = body("poison");
    private static final Body BYSTANDER = body("bystander");

    private long now = 1;
    private final Quarantine quarantine = new Quarantine(EXPIRY, () -> now);
    private final Replica one = replica();
    private final Replica two = replica();
    private final Replica three = replica();

    private static Body body(String digest) {
        return new Body("m", 1, 100, digest);
    }

    private static Replica replica() {
        return new Replica(UUID.randomUUID(), "nowhere:1", new FakeBreaker());
    }

    /** All that worked on these loses its connection, and then the probe finds nobody. */
    private void dies(Replica replica, Body... bodies) {
        for (Body body : bodies) {
            var _ = quarantine.lost(body, replica);
        }
        replica.markUnreachable();
    }

    @Test
    void aBodyIsRefusedFromTheSecondInstanceOnThatDiedOnIt() {
        dies(one, POISON);
        assertThat(quarantine.refuses(POISON)).isFalse();

        dies(two, POISON);

        assertThat(quarantine.refuses(POISON)).isTrue();
        assertThat(quarantine.count()).isEqualTo(1);
        assertThat(quarantine.watched()).isEqualTo(1);
    }

    @Test
    void whoeverLosesTheSecondInstanceIsToldOfTheFirst() {
        assertThat(quarantine.lost(POISON, one)).isFalse();
        assertThat(quarantine.lost(POISON, two)).isFalse();
        one.markUnreachable();

        assertThat(quarantine.lost(POISON, one)).isFalse();
        assertThat(quarantine.lost(POISON, three)).isTrue();
    }

    @Test
    void oneInstanceCountsOnce() {
        dies(one, POISON);
        one.markReachable();
        dies(one, POISON);

        assertThat(quarantine.refuses(POISON)).isFalse();
    }

    @Test
    void aLostConnectionIsNoDeathUntilAProbeFoundNobody() {
        dies(one, POISON);
        var _ = quarantine.lost(POISON, two);
        assertThat(quarantine.refuses(POISON)).isFalse();

        two.markUnreachable();

        assertThat(quarantine.refuses(POISON)).isTrue();
    }

    @Test
    void aReplicaThatLivedThroughItsLostConnectionMayEndLater() {
        dies(one, POISON);
        var _ = quarantine.lost(POISON, two);
        two.countRecovery();
        two.markUnreachable();

        assertThat(quarantine.refuses(POISON)).isFalse();
    }

    @Test
    void aDeathStaysOneWhenSomebodyElseComesToTheAddress() {
        dies(one, POISON);
        one.markReachable();

        dies(two, POISON);

        assertThat(quarantine.refuses(POISON)).isTrue();
    }

    @Test
    void anAnswerLetsABodyOff() {
        dies(one, BYSTANDER);
        quarantine.answered(BYSTANDER);
        dies(two, BYSTANDER);

        assertThat(quarantine.refuses(BYSTANDER)).isFalse();
    }

    @Test
    void theExpiryCountsFromTheLastDeath() {
        dies(one, POISON);
        now += EXPIRY.toNanos() - 1;
        dies(two, POISON);
        now += EXPIRY.toNanos() - 1;
        assertThat(quarantine.refuses(POISON)).isTrue();

        now++;

        assertThat(quarantine.refuses(POISON)).isFalse();
        assertThat(quarantine.mayKnow("m", 1, 100)).isFalse();
        assertThat(quarantine.watched()).isZero();
    }

    @Test
    void twoBodiesThatSharedTwoDeathsAreTriedOnceMore() {
        dies(one, POISON, BYSTANDER);
        dies(two, POISON, BYSTANDER);
        assertThat(quarantine.refuses(POISON)).isFalse();
        assertThat(quarantine.refuses(BYSTANDER)).isFalse();

        dies(three, POISON);

        assertThat(quarantine.refuses(POISON)).isTrue();
        assertThat(quarantine.refuses(BYSTANDER)).isFalse();
    }

    @Test
    void anAnswerForTheOneConvictsTheOther() {
        dies(one, POISON, BYSTANDER);
        dies(two, POISON, BYSTANDER);

        quarantine.answered(BYSTANDER);

        assertThat(quarantine.refuses(POISON)).isTrue();
    }

    @Test
    void companyAtOneDeathIsNoExcuseForTwo() {
        dies(one, POISON, BYSTANDER);
        dies(two, POISON);

        assertThat(quarantine.refuses(POISON)).isTrue();
        assertThat(quarantine.refuses(BYSTANDER)).isFalse();
    }

    @Test
    void threeDeathsAreEnoughInAnyCompany() {
        dies(one, POISON, BYSTANDER);
        dies(two, POISON, BYSTANDER);
        dies(three, POISON, BYSTANDER);

        assertThat(quarantine.refuses(POISON)).isTrue();
        assertThat(quarantine.refuses(BYSTANDER)).isTrue();
    }

    @Test
    void onlyBodiesOfThatLengthForThatVersionNeedADigest() {
        assertThat(quarantine.mayKnow("m", 1, 100)).isFalse();

        dies(one, POISON);

        assertThat(quarantine.mayKnow("m", 1, 100)).isTrue();
        assertThat(quarantine.mayKnow("m", 1, 101)).isFalse();
        assertThat(quarantine.mayKnow("m", 2, 100)).isFalse();
        assertThat(quarantine.mayKnow("n", 1, 100)).isFalse();
        quarantine.answered(POISON);
        assertThat(quarantine.mayKnow("m", 1, 100)).isFalse();
    }

    @Test
    void anotherVersionStillGetsTheBody() {
        dies(one, POISON);
        dies(two, POISON);

        assertThat(quarantine.refuses(new Body("m", 2, 100, "poison"))).isFalse();
    }

    @Test
    void theOldestIsForgottenWhereThereAreTooMany() {
        dies(one, POISON);
        dies(two, POISON);
        for (int i = 0; i < Quarantine.MOST_WATCHED - 1; i++) {
            var _ = quarantine.lost(body("other " + i), three);
        }
        assertThat(quarantine.refuses(POISON)).isTrue();

        var _ = quarantine.lost(body("one too many"), three);

        assertThat(quarantine.refuses(POISON)).isFalse();
        assertThat(quarantine.watched()).isEqualTo(Quarantine.MOST_WATCHED);
    }

    @Test
    void aBodyThatIsTooLongIsNotWatched() {
        Body tooLong = new Body("m", 1, Quarantine.MOST_BODY_BYTES + 1L, "long");
        dies(one, tooLong);
        dies(two, tooLong);

        assertThat(quarantine.watched()).isZero();
    }

    @Test
    void withoutATimeNothingIsWatched() {
        Quarantine none = new Quarantine(Duration.ZERO, () -> now);
        var _ = none.lost(POISON, one);

        assertThat(none.mayKnow("m", 1, 100)).isFalse();
        assertThat(none.watched()).isZero();
    }
}
