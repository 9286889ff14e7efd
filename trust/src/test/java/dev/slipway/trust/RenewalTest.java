package dev.slipway.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RenewalTest {
    private static final EnrolmentReply REPLY =
            new EnrolmentReply(
                    Duration.ofMinutes(10).toMillis(),
                    List.of(new AudienceToken(Role.REGISTRY.wireName(), "a token")));

    private final AtomicBoolean breaks = new AtomicBoolean();
    private final CountDownLatch renewed = new CountDownLatch(1);

    private long nanos() {
        if (breaks.getAndSet(false)) {
            throw new LinkageError("a class is gone");
        }
        return System.nanoTime();
    }

    @Test
    void anErrorDoesNotEndTheRenewal() throws Exception {
        Wallet wallet =
                new Wallet(
                        Role.STORE, "i-1", (_, _) -> REPLY, PurseKeeper.NONE, this::nanos, () -> 0);
        wallet.onRenewed(renewed::countDown);
        breaks.set(true);
        Renewal renewal = new Renewal(wallet, Duration.ofMillis(1));
        renewal.start();
        try {
            assertThat(renewed.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            renewal.stop();
        }
        assertThat(breaks).isFalse();
        assertThat(wallet.token(Role.STORE, Role.REGISTRY)).isEqualTo("a token");
    }
}
