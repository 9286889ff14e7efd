package dev.slipway.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final AdmissionSettings settings =
            new AdmissionSettings(2, 100, 80, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final ByteBudget bytes = new ByteBudget(settings.maxBytes());
    private final Admission admission = new Admission(settings, bytes);

    private Admission.Ticket enter() {
        Admission.Ticket ticket = admission.tryEnter();
        if (ticket == null) {
            throw new AssertionError("no place");
        }
        return ticket;
    }

    @Test
    void placesAreBoundedAndComeBack() {
        Admission.Ticket first = enter();
        enter();
        assertThat(admission.tryEnter()).isNull();
        first.leave();
        first.leave();
        assertThat(admission.requests()).isEqualTo(1);
        assertThat(admission.tryEnter()).isNotNull();
    }

    @Test
    void versionsShareTheBoundOnBytes() {
        Admission other = new Admission(settings, bytes);
        assertThat(enter().tryHoldBytes(90)).isTrue();
        Admission.Ticket ticket = other.tryEnter();
        assertThat(ticket != null && ticket.tryHoldBytes(20)).isFalse();
    }

    @Test
    void bytesAreBoundedAndComeBack() {
        Admission.Ticket first = enter();
        Admission.Ticket second = enter();
        assertThat(first.tryHoldBytes(60)).isTrue();
        assertThat(second.tryHoldBytes(60)).isFalse();
        first.leave();
        assertThat(first.tryHoldBytes(1)).isFalse();
        assertThat(second.tryHoldBytes(60)).isTrue();
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() ->
                        new AdmissionSettings(
                                0, 10, 80, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .hasMessageContaining("slipway.admission");
    }
}
