package dev.slipway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.document.RoutingDocument.ServedVersion;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.WholeReplicas.Receiver;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Span;
import dev.slipway.trust.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResidenceRoundTest {
    private static final Caller CALLER =
            new Caller("someone", "default", List.of(new Grant("*", Action.DEPLOY)));
    private static final ResidenceRound.Wanted LOAD =
            new ResidenceRound.Wanted(new ModelName("m", null), Operation.LOAD, CALLER);

    private final ReplicaFleet fleet = new ReplicaFleet(_ -> new FakeBreaker());
    private final UUID first = UUID.randomUUID();
    private final RoutingTable table = served(first, UUID.randomUUID());
    private final List<Receiver> asked = new ArrayList<>();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final RequestThread thread =
            new RequestThread(
                    Runnable::run,
                    Runnable::run,
                    (_, task) -> {
                        timers.add(task);
                        return () -> timers.remove(task);
                    },
                    () -> new RequestLog.Subject("r-1", "m", "", ""));

    private RoutingTable served(UUID... instances) {
        List<RoutedReplica> replicas = new ArrayList<>();
        for (UUID instance : instances) {
            replicas.add(
                    new RoutedReplica(
                            instance,
                            "default",
                            "nowhere:1",
                            ReplicaState.READY,
                            64,
                            List.of(new ServedVersion("m", 1))));
        }
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
                        replicas),
                fleet);
    }

    private Cancel begin() {
        return ResidenceRound.begin(
                (_, _, millisLeft, _, _, receiver) -> {
                    assertThat(millisLeft).isEqualTo(7_000);
                    asked.add(receiver);
                    return cancelled::incrementAndGet;
                },
                table,
                LOAD,
                new ReplicaRound.Asked("r-1", "default", Span.NONE),
                7_000,
                thread,
                new ResidenceRound.Listener() {
                    @Override
                    public void done() {
                        told.add("done");
                    }

                    @Override
                    public void refused(Refusal refusal) {
                        told.add(refusal.code() + ": " + refusal.message());
                    }
                });
    }

    private static WholeAnswer answer(int status, String reason) {
        return new WholeAnswer(status, reason, false, "1", null, Map.of(), new byte[0]);
    }

    @Test
    void itIsDoneWhenAllSaySo() {
        var _ = begin();
        assertThat(asked).hasSize(2);
        asked.getFirst().answered(answer(200, ""));
        assertThat(told).isEmpty();
        asked.getLast().answered(answer(200, ""));

        assertThat(told).containsExactly("done");
        assertThat(timers).isEmpty();
    }

    @Test
    void whatIsSilentUntilTheTimeIsOverIsLetGoAndCounted() {
        var _ = begin();
        asked.getFirst().answered(answer(200, ""));
        timers.getFirst().run();

        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).startsWith(ErrorCode.DEADLINE_EXCEEDED + ": Only 1 of 2 loads");
        assertThat(cancelled).hasValue(1);
        asked.getLast().answered(answer(200, ""));
        assertThat(told).hasSize(1);
    }

    @Test
    void aReplicaThatSaysThatItWasLateIsLateToo() {
        var _ = begin();
        asked.getFirst().answered(answer(504, "deadline_exceeded"));
        asked.getLast().answered(answer(200, ""));

        assertThat(told.getFirst()).startsWith(ErrorCode.DEADLINE_EXCEEDED + ": Only 1 of 2 loads");
    }

    @Test
    void aReplicaThatDrainsIsNotAsked() {
        fleet.find(first).ifPresent(Replica::sawDraining);

        var _ = begin();

        assertThat(asked).hasSize(1);
        asked.getFirst().answered(answer(200, ""));
        assertThat(told).containsExactly("done");
    }

    @Test
    void aClientThatLeavesEndsTheRound() {
        Cancel round = begin();

        round.cancel();

        assertThat(cancelled).hasValue(2);
        assertThat(timers).isEmpty();
        asked.forEach(one -> one.answered(answer(200, "")));
        assertThat(told).isEmpty();
    }

    @Test
    void whoMayOnlyInferIsRefused() {
        Caller caller = new Caller("someone", "default", List.of(new Grant("*", Action.INFER)));

        Refusal refusal =
                ResidenceRound.refusal(
                        table, new ResidenceRound.Wanted(LOAD.model(), Operation.UNLOAD, caller));

        assertThat(refusal == null ? null : refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ResidenceRound.refusal(table, LOAD)).isNull();
    }
}
