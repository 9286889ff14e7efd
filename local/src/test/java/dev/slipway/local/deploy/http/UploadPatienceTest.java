package dev.slipway.local.deploy.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class UploadPatienceTest {
    private static final long SECOND = 1_000_000_000;
    private final UploadPatience patience = new UploadPatience(100, 0);

    @Test
    void aSlowUploadMayTakeHours() {
        assertThatCode(
                        () -> {
                            for (long taken = 1; taken <= 100; taken++) {
                                patience.look(taken, taken * 59 * SECOND);
                                patience.look(taken, (taken * 59 + 58) * SECOND);
                            }
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void oneOfWhichNothingIsTakenIsGivenUpAfterAMinute() throws IOException {
        patience.look(42, 10 * SECOND);
        patience.look(42, 69 * SECOND);
        assertThatThrownBy(() -> patience.look(42, 70 * SECOND))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "the upload was given up: none of its bytes was taken for 60 s, and 42 %"
                                + " were sent;");
    }

    @Test
    void oneThatIsNeverBegunIsGivenUpAsWell() {
        assertThatThrownBy(() -> patience.look(0, 60 * SECOND))
                .hasMessageContaining("and 0 % were sent");
    }

    @Test
    void theAnswerMayTakeTenMinutesAfterTheLastByte() throws IOException {
        patience.look(100, 5 * SECOND);
        patience.look(100, 604 * SECOND);
        assertThatThrownBy(() -> patience.look(100, 605 * SECOND))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "the upload was given up: all was sent, and no answer came for 10 min;");
    }
}
