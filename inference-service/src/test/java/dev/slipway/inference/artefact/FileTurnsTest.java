package dev.slipway.inference.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FileTurnsTest {
    private static final String FILE = "a".repeat(64);

    private final FileTurns turns = new FileTurns();
    private final AtomicReference<String> second = new AtomicReference<>("waits");

    private Thread takeTurn() {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        turns.begin(FILE);
                        second.set("had its turn");
                        turns.end(FILE);
                    } catch (InterruptedException unwanted) {
                        second.set("was interrupted");
                    }
                });
    }

    @Test
    void theSecondComesAfterTheFirstAndNothingIsKept() throws InterruptedException {
        turns.begin(FILE);
        Thread other = takeTurn();
        await().until(() -> turns.takers(FILE) == 2);
        assertThat(second).hasValue("waits");
        turns.end(FILE);
        other.join();
        assertThat(second).hasValue("had its turn");
        assertThat(turns.files()).isZero();
    }

    @Test
    void whoWaitsMayBeInterruptedAndTheTurnGoesOn() throws InterruptedException {
        turns.begin(FILE);
        Thread other = takeTurn();
        await().until(() -> turns.takers(FILE) == 2);
        other.interrupt();
        other.join();
        assertThat(second).hasValue("was interrupted");
        assertThat(turns.takers(FILE)).isEqualTo(1);
        turns.end(FILE);
        assertThat(turns.files()).isZero();
    }

    @Test
    void anotherFileDoesNotWait() throws InterruptedException {
        turns.begin(FILE);
        turns.begin("b".repeat(64));
        assertThat(turns.files()).isEqualTo(2);
        turns.end(FILE);
        turns.end("b".repeat(64));
        assertThat(turns.files()).isZero();
    }
}
