package dev.slipway.gateway.relay.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.openinference.ModelStatisticsRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.dialect.TimeAllowed;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.outcome.InFlight;
import dev.slipway.gateway.outcome.Outcome;
import dev.slipway.gateway.outcome.OutcomeReport;
import dev.slipway.gateway.relay.LoopThread;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.trust.Caller;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StatisticsMessagesTest {
    private static final Caller CALLER =
            new Caller("test", "default", List.of(new Grant("*", Action.INFER)));
    private static final RpcHead HEAD =
            new RpcHead("r-1", 0, new TimeAllowed.Default(), Long.MAX_VALUE, Map.of());

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final List<Outcome> ends = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final RpcCall call =
            new RpcCall(
                    new SilentCall(),
                    new LoopThread(loop.eventLoop(), () -> true),
                    "r-1",
                    new MessageArrival(1 << 20, new ByteBudget(1 << 20), () -> 0),
                    new RpcBooks(
                            () -> {},
                            (outcome, _, _) -> ends.add(outcome),
                            new InFlight(),
                            new OutcomeReport((_, _, _, _) -> {}, () -> 0)),
                    () -> 0);

    private static RoutingTable served() {
        return RoutingTable.of(
                new RoutingDocument(
                        new DocumentNumber(1, 1),
                        List.of(
                                new RoutedModel(
                                        "m",
                                        "default",
                                        60_000,
                                        1,
                                        List.of(new RoutedVersion(1, 100, null, 0)))),
                        List.of(
                                new RoutedReplica(
                                        UUID.randomUUID(),
                                        "default",
                                        "nowhere:1",
                                        ReplicaState.READY,
                                        64,
                                        List.of(new ServedVersion("m", 1))))),
                new ReplicaFleet(_ -> new FakeBreaker()));
    }

    @Test
    void aClientThatLeavesEndsItsRound() {
        StatisticsMessages messages =
                new StatisticsMessages(
                        StatisticsMessagesTest::served,
                        (_, _, _, _, _, _) -> {
                            sent.incrementAndGet();
                            return cancelled::incrementAndGet;
                        });
        messages.answer(
                call,
                HEAD,
                CALLER,
                ModelStatisticsRequest.newBuilder().setName("m").build().toByteArray());
        assertThat(sent).hasValue(1);
        assertThat(cancelled).hasValue(0);

        call.onCancel();

        assertThat(ends).containsExactly(Outcome.CLIENT_GONE);
        assertThat(cancelled).hasValue(1);
    }
}
