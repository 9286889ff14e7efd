package dev.slipway.gateway.relay.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelStreamInferResponse;
import dev.slipway.gateway.dialect.RequestId;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.relay.OpenStreams;
import dev.slipway.gateway.relay.Passages;
import dev.slipway.telemetry.Tracing;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RpcStreamTest {
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final List<Outcome> ends = new ArrayList<>();
    private final InFlight inFlight = new InFlight();
    private final ByteBudget kept = new ByteBudget(DoorLimits.DEFAULT.keptTotalBytes());
    private final OpenStreams open = new OpenStreams(1000);
    private final PlayedReplicas replicas = new PlayedReplicas();
    private final PlayedCall call = new PlayedCall();
    private final MessageArrival arrival =
            new MessageArrival(DoorLimits.DEFAULT.maxBodyBytes(), kept, this::now);
    private long now;
    private int accepted;
    private final RpcStream stream = stream("Bearer " + PlayedHouse.KEY);

    private long now() {
        return now;
    }

    private RpcStream stream(String authorization) {
        Metadata metadata = new Metadata();
        metadata.put(RpcHeaders.AUTHORIZATION, authorization);
        return new RpcStream(
                call,
                new StreamHead("s-1", metadata, null, new LoopThread(loop.eventLoop(), () -> true)),
                arrival,
                streams());
    }

    private RpcStreams streams() {
        return new RpcStreams(
                PlayedHouse.authenticator(),
                new RequestId(() -> 0, new Random(7)),
                new RpcRelay(PlayedHouse.serving("m", this::now), replicas, new Passages()),
                new RpcBooks(
                        () -> accepted++,
                        (outcome, _, _) -> ends.add(outcome),
                        inFlight,
                        new OutcomeReport((_, _, _, _) -> {}, this::now)),
                open,
                DoorLimits.DEFAULT,
                Tracing.OFF,
                this::now);
    }

    /** As gRPC does: the bytes, then the message, and none that was not asked for. */
    private void come(String model, String id) {
        assertThat(call.mayCome).as("messages that may come").isPositive();
        call.mayCome--;
        byte[] message =
                ModelInferRequest.newBuilder().setModelName(model).setId(id).build().toByteArray();
        arrival.inboundWireSize(message.length);
        stream.onMessage(message);
        loop.runPendingTasks();
    }

    private void answer(String id) {
        replicas.answer(id);
        loop.runPendingTasks();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        stream.onCancel();
        loop.runPendingTasks();
        assertThat(ends).hasSize(accepted);
        assertThat(inFlight.count()).isZero();
        assertThat(kept.taken()).isZero();
        assertThat(open.waitingAnswers().taken()).isZero();
        assertThat(open.count()).isZero();
        assertThat(loop.runScheduledPendingTasks()).as("the next timer").isEqualTo(-1);
    }

    @Test
    void answersGoOutInTheOrderOfTheMessages() {
        stream.begin();
        come("m", "a");
        come("m", "b");
        come("m", "c");
        assertThat(replicas.requestIdOf("b")).isEqualTo("s-1.2");
        answer("c");
        answer("b");
        assertThat(call.sent).isEmpty();
        assertThat(open.waitingAnswers().taken()).isPositive();

        answer("a");

        assertThat(call.sentIds()).containsExactly("a", "b", "c");
        assertThat(ends).containsOnly(Outcome.COMPLETED).hasSize(3);
        assertThat(call.closed).isNull();
    }

    @Test
    void noMoreMessagesAreReadThanThereArePlaces() {
        stream.begin();
        for (int i = 0; i < RpcStream.MOST_MESSAGES; i++) {
            come("m", "r-" + i);
        }
        assertThat(call.mayCome).isZero();
        answer("r-5");
        assertThat(call.mayCome).isZero();

        answer("r-0");

        assertThat(call.mayCome).isEqualTo(1);
    }

    @Test
    void whoeverReadsSlowlyIsNotReadFromOnceThePlacesAreFull() {
        stream.begin();
        call.ready = false;
        for (int i = 0; i < RpcStream.MOST_MESSAGES; i++) {
            come("m", "r-" + i);
            answer("r-" + i);
        }
        assertThat(call.sent).isEmpty();
        assertThat(call.mayCome).isZero();
        assertThat(ends).isEmpty();

        call.ready = true;
        stream.onReady();
        loop.runPendingTasks();

        assertThat(call.sentIds())
                .isEqualTo(
                        IntStream.range(0, RpcStream.MOST_MESSAGES)
                                .mapToObj(i -> "r-" + i)
                                .toList());
        assertThat(call.mayCome).isEqualTo(1);
    }

    @Test
    void anAnswerThatFindsNoRoomToWaitInIsRefused() {
        stream.begin();
        call.ready = false;
        come("m", "a");
        assertThat(open.waitingAnswers().take(1000)).isTrue();
        answer("a");
        open.waitingAnswers().giveBack(1000);

        call.ready = true;
        stream.onReady();

        ModelStreamInferResponse refusal = call.sent.getFirst();
        assertThat(refusal.getErrorMessage()).contains("Read them faster");
        assertThat(refusal.getInferResponse().getId()).isEqualTo("a");
        assertThat(ends).containsExactly(new Outcome.Rejected("hold_full"));
    }

    @Test
    void aRefusedMessageIsAnsweredInItsTurnAndEndsNothing() {
        stream.begin();
        come("m", "a");
        come("nowhere", "b");
        come("m", "c");
        answer("c");
        answer("a");
        stream.onHalfClose();

        assertThat(call.sentIds()).containsExactly("a", "b", "c");
        assertThat(call.sent.get(1).getErrorMessage()).contains("nowhere");
        assertThat(call.closed).isEqualTo(Status.OK);
    }

    @Test
    void aClientThatLeavesCancelsAllThatIsUnderWay() {
        stream.begin();
        come("m", "a");
        come("m", "b");

        stream.onCancel();

        assertThat(replicas.cancelled).isEqualTo(2);
        assertThat(ends).containsOnly(Outcome.CLIENT_GONE).hasSize(2);
    }

    @Test
    void aClosingDoorWaitsForWhatIsUnderWay() {
        stream.begin();
        come("m", "a");
        open.finish();
        assertThat(call.closed).isNull();

        answer("a");

        assertThat(call.sentIds()).containsExactly("a");
        assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aMessageThatStopsComingEndsTheStream() {
        stream.begin();
        come("m", "a");
        arrival.inboundWireSize(100);
        now = DoorLimits.DEFAULT.bodyIdle().toNanos();
        loop.advanceTimeBy(DoorLimits.DEFAULT.bodyIdle().toSeconds(), TimeUnit.SECONDS);
        loop.runScheduledPendingTasks();

        assertThat(call.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(call.sentIds()).containsExactly("a");
        assertThat(replicas.cancelled).isEqualTo(1);
        assertThat(ends).containsOnly(new Outcome.Rejected("invalid_request")).hasSize(2);
    }

    @Test
    void aStrangersStreamIsNeverRead() {
        stream("Bearer slw_nobodys1_secret").begin();

        assertThat(call.mayCome).isZero();
        assertThat(call.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
}
