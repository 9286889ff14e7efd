package dev.slipway.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.refusal.Refusal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final AdmissionSettings settings =
            new AdmissionSettings(
                    2, 100, 50, 0.5, 80, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final ByteBudget heap = new ByteBudget(settings.maxBytes());
    private final ByteBudget outside = new ByteBudget(settings.maxTensorBytes());
    private final Admission admission = new Admission(settings, heap, outside);

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
        Admission other = new Admission(settings, heap, outside);
        assertThat(enter().memory().holdOnHeap(90)).isNull();
        Admission.Ticket ticket = other.tryEnter();
        if (ticket == null) {
            throw new AssertionError("no place");
        }
        assertThat(code(ticket.memory().holdOnHeap(20))).isEqualTo(ErrorCode.QUEUE_FULL);
    }

    @Test
    void bytesComeBackWithTheRequestsEndAndBefore() {
        Admission.Ticket first = enter();
        Admission.Ticket second = enter();
        assertThat(first.memory().holdOnHeap(60)).isNull();
        assertThat(first.memory().holdOutside(50)).isNull();
        assertThat(code(second.memory().holdOnHeap(60))).isEqualTo(ErrorCode.QUEUE_FULL);
        first.memory().giveBackHeap(20);
        assertThat(second.memory().holdOnHeap(60)).isNull();
        assertThat(code(second.memory().holdOutside(1))).isEqualTo(ErrorCode.QUEUE_FULL);
        first.leave();
        first.memory().giveBackHeap(40);
        assertThat(heap.held()).isEqualTo(60);
        assertThat(outside.held()).isZero();
        assertThat(first.memory().holdOnHeap(1)).isNotNull();
    }

    @Test
    void whatAnAnswerWasMadeOfComesBackBeforeItIsWritten() {
        Admission.Ticket ticket = enter();
        RequestMemory memory = ticket.memory();
        assertThat(memory.holdOnHeap(90)).isNull();
        assertThat(memory.holdOutside(50)).isNull();

        memory.keepAnswer(30);

        assertThat(heap.held()).isEqualTo(30);
        assertThat(outside.held()).isZero();
        assertThat(memory.buffers().tryHold()).isFalse();
        memory.giveBackHeap(40);
        assertThat(heap.held()).isEqualTo(30);
        assertThat(code(memory.holdOnHeap(1))).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(code(memory.holdOutside(1))).isEqualTo(ErrorCode.QUEUE_FULL);
        ticket.leave();
        assertThat(heap.held()).isZero();
    }

    @Test
    void anAnswerLargerThanWhatWasHeldKeepsThat() {
        Admission.Ticket ticket = enter();
        assertThat(ticket.memory().holdOnHeap(20)).isNull();

        ticket.memory().keepAnswer(90);

        assertThat(heap.held()).isEqualTo(20);
        ticket.leave();
        assertThat(heap.held()).isZero();
    }

    @Test
    void whatCouldNeverFitIsTooLargeWhoeverElseHoldsMemory() {
        Admission.Ticket first = enter();
        assertThat(enter().memory().holdOnHeap(30)).isNull();
        assertThat(first.memory().holdOnHeap(60)).isNull();
        Refusal heapTooSmall = first.memory().holdOnHeap(41);
        assertThat(code(heapTooSmall)).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(String.valueOf(heapTooSmall)).contains("100 bytes");
        assertThat(code(first.memory().holdOnHeap(40))).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(code(first.memory().holdOutside(51))).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void aPlaceThatIsPassedOnIsFreedByWhoHasItNow() {
        Admission.Ticket old = Objects.requireNonNull(admission.tryEnter("a"));
        assertThat(admission.tryEnter("a")).isNotNull();
        Admission.Ticket passed = Objects.requireNonNull(old.passTo("b"));
        assertThat(old.passTo("b")).isNull();
        assertThat(admission.requests("a")).isEqualTo(1);
        assertThat(admission.requests("b")).isEqualTo(1);
        old.leave();
        assertThat(admission.requests()).isEqualTo(2);
        passed.leave();
        assertThat(admission.requests()).isEqualTo(1);
        assertThat(admission.requests("b")).isZero();
    }

    @Test
    void whoHasLeftPassesNothingOnAndWhoPassedItOnKeepsItsBytesUntilItLeaves() {
        Admission.Ticket gone = enter();
        gone.leave();
        assertThat(gone.passTo("b")).isNull();
        Admission.Ticket old = enter();
        assertThat(old.memory().holdOnHeap(10)).isNull();
        assertThat(old.passTo("b")).isNotNull();
        assertThat(heap.held()).isEqualTo(10);
        old.leave();
        assertThat(heap.held()).isZero();
        assertThat(admission.requests()).isEqualTo(1);
    }

    @Test
    void oneVersionsRequestsHoldAPartOfTheBytesWhileOthersAreThere() {
        Admission other = new Admission(settings, heap, outside);
        admission.standsAlone(false);
        other.standsAlone(false);
        Admission.Ticket first = enter();
        Admission.Ticket second = enter();
        assertThat(first.memory().holdOnHeap(40)).isNull();
        Refusal ofTheModel = second.memory().holdOnHeap(11);
        assertThat(code(ofTheModel)).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(String.valueOf(ofTheModel)).contains("those of one model");
        assertThat(second.memory().holdOnHeap(10)).isNull();
        assertThat(Objects.requireNonNull(other.tryEnter()).memory().holdOnHeap(50)).isNull();
        admission.standsAlone(true);
        Refusal ofTheProcess = second.memory().holdOnHeap(1);
        assertThat(code(ofTheProcess)).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(String.valueOf(ofTheProcess)).contains("of this model and others");
    }

    @Test
    void aRequestThatIsTheOnlyOneOfItsVersionMayHoldMoreThanThePart() {
        admission.standsAlone(false);
        Admission.Ticket first = enter();
        Admission.Ticket second = enter();
        assertThat(first.memory().holdOnHeap(40)).isNull();
        assertThat(first.memory().holdOnHeap(40)).isNull();
        assertThat(code(second.memory().holdOnHeap(1))).isEqualTo(ErrorCode.QUEUE_FULL);
        first.leave();
        assertThat(second.memory().holdOnHeap(100)).isNull();
    }

    private static @Nullable ErrorCode code(@Nullable Refusal refusal) {
        return refusal == null ? null : refusal.code();
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() ->
                        new AdmissionSettings(
                                0, 10, 10, 0.5, 80, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .hasMessageContaining("slipway.admission");
        for (double share : new double[] {0, 1.1, Double.NaN}) {
            assertThatThrownBy(() ->
                            new AdmissionSettings(
                                    1,
                                    10,
                                    10,
                                    share,
                                    80,
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(2)))
                    .hasMessageContaining("max-version-share");
        }
    }
}
