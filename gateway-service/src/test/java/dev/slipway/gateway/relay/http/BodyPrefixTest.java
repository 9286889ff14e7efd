package dev.slipway.gateway.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.limits.ByteBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class BodyPrefixTest {
    private static final long IDLE = 30;
    private static final long DEADLINE = 100;

    private final ByteBudget budget = new ByteBudget(10);
    private final Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<BodyPrefix.Read> reads = new ArrayList<>();
    private final List<Throwable> refusals = new ArrayList<>();
    private long now;

    private Mono<BodyPrefix.Read> read(int limit) {
        return BodyPrefix.read(
                source.asFlux().doOnCancel(() -> cancelled.set(true)),
                limit,
                budget,
                new BodyPrefix.Patience(
                        (_, task) -> {
                            timers.add(task);
                            return () -> timers.remove(task);
                        },
                        () -> now,
                        IDLE,
                        DEADLINE));
    }

    private void start(int limit) {
        var _ = read(limit).subscribe(reads::add, refusals::add);
    }

    private void arrives(int bytes) {
        ByteBuf piece = Unpooled.buffer().writeZero(bytes);
        source.tryEmitNext(piece);
        piece.release();
    }

    private void at(long nanos) {
        now = nanos;
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    private String refused() {
        assertThat(refusals).hasSize(1);
        assertThat(cancelled).isTrue();
        assertThat(budget.taken()).isZero();
        return String.valueOf(refusals.getFirst().getMessage());
    }

    private ErrorCode code() {
        assertThat(refusals.getFirst()).isInstanceOf(BodyRefusedException.class);
        return ((BodyRefusedException) refusals.getFirst()).refusal().code();
    }

    @Test
    void chargesBytesAsTheyArriveAndGivesThemBackOnRelease() {
        start(8);
        arrives(3);
        assertThat(budget.taken()).isEqualTo(3);
        arrives(4);
        assertThat(budget.taken()).isEqualTo(7);

        source.tryEmitComplete();
        reads.getFirst().release();

        assertThat(budget.taken()).isZero();
        assertThat(timers).isEmpty();
    }

    @Test
    void aPieceThatTheBudgetHasNoRoomForRefusesAndKeepsNothing() {
        budget.take(5);
        start(8);
        arrives(3);
        arrives(3);

        budget.giveBack(5);
        assertThat(refused()).contains("Ask again later");
    }

    @Test
    void aClientThatLeavesGivesBackWhatItSent() {
        var reading = read(8).subscribe();
        arrives(3);
        reading.dispose();

        assertThat(budget.taken()).isZero();
        assertThat(cancelled).isTrue();
    }

    @Test
    void theBeginningOfALongBodyIsChargedToo() {
        start(0);
        arrives(6);

        assertThat(reads.getFirst().complete()).isFalse();
        assertThat(budget.taken()).isEqualTo(6);
        reads.getFirst().release();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void pausesBetweenPiecesAreCountedFromTheLastOne() {
        start(8);
        at(20);
        arrives(1);
        at(45);
        arrives(1);
        at(70);
        assertThat(refusals).isEmpty();

        at(76);

        assertThat(refused()).contains("without long pauses");
        assertThat(code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aBodyThatTricklesIsReadUntilTheDeadlineAtMost() {
        start(8);
        for (int i = 1; i <= 4; i++) {
            at(i * 24L);
            arrives(1);
        }
        assertThat(refusals).isEmpty();

        at(DEADLINE);

        assertThat(refused()).contains("X-Request-Timeout-Ms");
        assertThat(code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aBodyWhoseTimeIsOverBeforeAnyOfItCameIsLateAndNotWrong() {
        at(DEADLINE);
        start(8);

        assertThat(refused()).contains("X-Request-Timeout-Ms");
        assertThat(code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void anAnswerIsChargedNowhere() {
        AtomicBoolean complete = new AtomicBoolean();
        Sinks.Empty<ByteBuf> nothing = Sinks.empty();
        var _ =
                BodyPrefix.read(Flux.from(nothing.asMono()), 8)
                        .subscribe(answer -> complete.set(answer.complete()));
        nothing.tryEmitEmpty();

        assertThat(complete).isTrue();
    }
}
