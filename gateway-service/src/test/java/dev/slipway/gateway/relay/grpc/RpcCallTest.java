package dev.slipway.gateway.relay.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.gateway.relay.LoopThread;
import io.grpc.Status;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RpcCallTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long NO_TIMER = -1;

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final List<Outcome> ends = new ArrayList<>();
    private final List<byte[]> asked = new ArrayList<>();
    private final PlayedCall told = new PlayedCall();
    private final RpcCall call =
            new RpcCall(
                    told,
                    new LoopThread(loop.eventLoop(), () -> true),
                    "an-id",
                    new MessageArrival(1 << 20, new ByteBudget(1 << 20), () -> 0),
                    new RpcBooks(
                            () -> {},
                            (outcome, _, _) -> ends.add(outcome),
                            new InFlight(),
                            new OutcomeReport((_, _, _, _) -> {}, () -> 0)),
                    () -> 0);

    @Test
    void aCallWhoseMessageCameLeavesNoTimerThatKeepsIt() {
        call.expect(MINUTE, MINUTE, asked::add);
        loop.runPendingTasks();
        assertThat(loop.runScheduledPendingTasks()).as("a message is awaited").isPositive();

        call.onMessage(new byte[1000]);
        call.onHalfClose();
        loop.runPendingTasks();

        assertThat(asked).hasSize(1);
        assertThat(loop.runScheduledPendingTasks()).isEqualTo(NO_TIMER);
    }

    @Test
    void aCallWhoseTimeIsOverBeforeItsMessageCameIsLateAndNotWrong() {
        call.expect(MINUTE, 0, asked::add);
        call.onComplete();
        loop.runPendingTasks();

        assertThat(asked).isEmpty();
        assertThat(told.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(ends).containsExactly(new Outcome.Rejected("deadline_exceeded"));
        assertThat(loop.runScheduledPendingTasks()).isEqualTo(NO_TIMER);
    }

    @Test
    void aClientThatLeavesBeforeItsMessageLeavesNoTimer() {
        call.expect(MINUTE, MINUTE, asked::add);

        call.onCancel();
        loop.runPendingTasks();

        assertThat(ends).containsExactly(Outcome.CLIENT_GONE);
        assertThat(loop.runScheduledPendingTasks()).isEqualTo(NO_TIMER);
    }
}
