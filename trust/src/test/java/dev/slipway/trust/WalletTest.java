package dev.slipway.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalletTest {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    @TempDir Path folder = Path.of("unset");
    private final FakeClock clock = new FakeClock();
    private final FakeRegistry registry = new FakeRegistry();

    /** Gives the tokens 1, 2, … or nothing. */
    private static final class FakeRegistry implements Enrolment {
        final List<String> callerKeys = new ArrayList<>();
        boolean away;
        Role asked = Role.STORE;
        int given;
        int tries;

        @Override
        public EnrolmentReply enrol(String instance, @Nullable String callerKey)
                throws EnrolmentFailedException {
            tries++;
            if (away) {
                throw EnrolmentFailedException.away("away");
            }
            given++;
            callerKeys.add(String.valueOf(callerKey));
            return new EnrolmentReply(
                    LIFETIME.toMillis(),
                    asked.callees().stream()
                            .map(to -> new AudienceToken(to.wireName(), to + " " + given))
                            .toList());
        }
    }

    private Wallet wallet(Role role, PurseKeeper keeper) {
        registry.asked = role;
        return new Wallet(role, "i-1", registry, keeper, clock::nanos, () -> 0);
    }

    private Wallet store() {
        return wallet(Role.STORE, PurseKeeper.NONE);
    }

    @Test
    void tokensAreRenewedAtHalfOfTheirLife() {
        Wallet wallet = store();
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEmpty();
        assertThat(wallet.holds(Role.REGISTRY)).isFalse();
        assertThat(wallet.tend()).isEqualTo(Duration.ofMinutes(5));
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEqualTo("REGISTRY 1");
        assertThat(wallet.holds(Role.REGISTRY)).isTrue();
        clock.pass(Duration.ofMinutes(4));
        assertThat(wallet.tend()).isEqualTo(Duration.ofMinutes(1));
        clock.pass(Duration.ofMinutes(1));
        var _ = wallet.tend();
        assertThat(wallet.towards(Role.REGISTRY).now()).isEqualTo("REGISTRY 2");
    }

    @Test
    void renewalsAreSpread() {
        registry.asked = Role.STORE;
        Wallet early =
                new Wallet(Role.STORE, "i", registry, PurseKeeper.NONE, clock::nanos, () -> 1);
        assertThat(early.tend()).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void whileTheRegistryIsAwayItTriesOnWithGrowingPausesAndKeepsWhatItHas() {
        Wallet wallet = store();
        var _ = wallet.tend();
        registry.away = true;
        clock.pass(Duration.ofMinutes(5));
        List<Duration> pauses = new ArrayList<>();
        for (int each = 0; each < 6; each++) {
            Duration pause = wallet.tend();
            pauses.add(pause);
            clock.pass(pause);
        }
        assertThat(pauses)
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L);
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEqualTo("REGISTRY 1");
        registry.away = false;
        assertThat(wallet.tend()).isEqualTo(Duration.ofMinutes(5));
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEqualTo("REGISTRY 2");
    }

    @Test
    void untilTheFirstEnrolmentItAsksOften() {
        Wallet wallet = store();
        registry.away = true;
        List<Duration> pauses = new ArrayList<>();
        for (int each = 0; each < 4; each++) {
            Duration pause = wallet.tend();
            pauses.add(pause);
            clock.pass(pause);
        }
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(100L, 200L, 250L, 250L);
    }

    @Test
    void aRefusedTokenIsReplacedAtMostOnceASecond() {
        Wallet wallet = store();
        var _ = wallet.tend();
        PeerToken token = wallet.towards(Role.REGISTRY);
        CompletableFuture<String> next = token.after("REGISTRY 1");
        assertThat(next).isNotDone();
        assertThat(wallet.tend()).isEqualTo(Duration.ofSeconds(1));
        assertThat(registry.given).isEqualTo(1);
        clock.pass(Duration.ofSeconds(1));
        var _ = wallet.tend();
        assertThat(next).isCompletedWithValue("REGISTRY 2");
        token.refused("REGISTRY 1");
        assertThat(wallet.tend()).as("an old one is no news").isEqualTo(Duration.ofMinutes(5));
        assertThat(token.after("REGISTRY 1")).isCompletedWithValue("REGISTRY 2");
    }

    @Test
    void whoWaitsInVainGetsTheRefusedTokenBack() {
        Wallet wallet = store();
        assertThat(wallet.towards(Role.REGISTRY).after("", Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void whoeverWantsToKnowIsToldOfFreshTokens() {
        Wallet wallet = store();
        List<String> told = new ArrayList<>();
        wallet.onRenewed(() -> told.add(wallet.token(Role.STORE, Role.REGISTRY)));
        var _ = wallet.tend();
        assertThat(told).containsExactly("REGISTRY 1");
    }

    @Test
    void aBugOfWhomItTellsDoesNotEndTheRenewal() {
        Wallet wallet = store();
        wallet.onRenewed(() -> {
            if (registry.given == 1) {
                throw new IllegalStateException("a bug");
            }
        });
        assertThat(wallet.tend()).isEqualTo(Duration.ofMillis(100));
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEqualTo("REGISTRY 1");
        clock.pass(Duration.ofMillis(100));
        assertThat(wallet.tend()).isEqualTo(Duration.ofMinutes(5));
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEqualTo("REGISTRY 2");
    }

    @Test
    void anErrorIsAFailureLikeAnyOther() {
        Wallet wallet = store();
        wallet.onRenewed(() -> {
            if (registry.given <= 2) {
                throw new LinkageError("a class is gone");
            }
        });
        assertThat(wallet.tend()).isEqualTo(Duration.ofMillis(100));
        clock.pass(Duration.ofMillis(100));
        assertThat(wallet.tend()).as("the pauses grow").isEqualTo(Duration.ofMillis(200));
        clock.pass(Duration.ofMillis(200));
        assertThat(wallet.tend()).isEqualTo(Duration.ofMinutes(5));
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEqualTo("REGISTRY 3");
    }

    @Test
    void aGatewayKeepsItsTokensAndTheirKeyOverARestart() throws Exception {
        Path file = folder.resolve("state").resolve("tokens");
        Wallet first = wallet(Role.GATEWAY, new PurseFile(file));
        var _ = first.tend();
        SigningKeyPair key = first.callerKey().orElseThrow();
        assertThat(registry.callerKeys).containsExactly(key.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        registry.away = true;
        Wallet second = wallet(Role.GATEWAY, new PurseFile(file));
        assertThat(second.callerKey()).contains(key);
        assertThat(second.token(Role.GATEWAY, Role.REPLICA)).isEqualTo("REPLICA 1");
        assertThat(second.tend()).as("it asks at once").isEqualTo(Duration.ofMillis(100));
        assertThat(registry.tries).isEqualTo(2);

        registry.away = false;
        clock.pass(Duration.ofMillis(100));
        var _ = second.tend();
        assertThat(second.callerKey()).get().isNotEqualTo(key);
        assertThat(second.callerKey().map(SigningKeyPair::publicKey))
                .contains(registry.callerKeys.getLast());
        assertThat(second.token(Role.GATEWAY, Role.REPLICA)).isEqualTo("REPLICA 2");
    }

    @Test
    void aBrokenFileIsAsGoodAsNone() throws Exception {
        Path file = folder.resolve("tokens");
        Files.writeString(file, "private-key nonsense\npublic-key nonsense\nreplica t\n");
        assertThat(new PurseFile(file).last()).isEqualTo(Purse.EMPTY);
        Files.writeString(file, "\u0000");
        assertThat(new PurseFile(file).last()).isEqualTo(Purse.EMPTY);
        assertThat(new PurseFile(folder.resolve("none")).last()).isEqualTo(Purse.EMPTY);
    }

    @Test
    void nobodyMintsInAnothersName() {
        assertThatThrownBy(() -> store().token(Role.GATEWAY, Role.REPLICA))
                .hasMessageContaining("no gateway");
    }

    @Test
    void tokensAreNeverPrinted() {
        Wallet wallet = wallet(Role.GATEWAY, PurseKeeper.NONE);
        var _ = wallet.tend();
        assertThat(wallet.callerKey().toString())
                .doesNotContain(wallet.callerKey().orElseThrow().privateKey());
        assertThat(new AudienceToken("store", "abc").toString()).doesNotContain("abc");
    }
}
