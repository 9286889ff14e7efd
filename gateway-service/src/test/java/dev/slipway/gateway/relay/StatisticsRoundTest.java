package dev.slipway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.ModelStatisticsResponse;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.relay.StatisticsScope.OneVersion;
import dev.slipway.gateway.relay.WholeReplicas.Receiver;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.RouteOfVersion;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Span;
import dev.slipway.trust.Caller;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsRoundTest {
    private final Deque<Runnable> timers = new ArrayDeque<>(4);
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<ModelStatisticsResponse> told = new ArrayList<>();
    private final Replica one = replica();
    private final Replica two = replica();
    private final RequestThread thread =
            new RequestThread(
                    Runnable::run,
                    Runnable::run,
                    (nanos, task) -> {
                        assertThat(nanos).isEqualTo(TimeUnit.SECONDS.toNanos(2));
                        timers.add(task);
                        return () -> timers.remove(task);
                    },
                    () -> new RequestLog.Subject("r-1", "m", "", ""));

    /** One call that is under way. */
    private static final class Attempt {
        private final WholeReplicas.WholeRequest request;
        private final Choice choice;
        private final AttemptObserver observer;
        private final Receiver receiver;
        private boolean cancelled;

        Attempt(
                WholeReplicas.WholeRequest request,
                Choice choice,
                AttemptObserver observer,
                Receiver receiver) {
            this.request = request;
            this.choice = choice;
            this.observer = observer;
            this.receiver = receiver;
        }

        /** Answers that it ran so often. */
        void tell(long runs) {
            byte[] body =
                    ModelStatisticsResponse.newBuilder()
                            .addModelStats(ModelStatistics.newBuilder().setExecutionCount(runs))
                            .build()
                            .toByteArray();
            observer.ended(new AttemptEnd.Answered(new Told(receiver, body)));
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Told(Receiver receiver, byte[] body) implements Answer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public void deliver() {
            receiver.answered(new WholeAnswer(200, "", false, "1", null, Map.of(), body));
        }

        @Override
        public void discard() {}
    }

    private static Replica replica() {
        return new Replica(UUID.randomUUID(), "nowhere:1", new FakeBreaker());
    }

    private static Replica[] replicas(int count) {
        return IntStream.range(0, count).mapToObj(_ -> replica()).toArray(Replica[]::new);
    }

    private static OneVersion version(int number, Replica... replicas) {
        List<RouteToReplica> routes = new ArrayList<>();
        for (Replica replica : replicas) {
            routes.add(new RouteToReplica(replica, 64, false));
        }
        return new OneVersion("m", new RouteOfVersion(number, 100, routes));
    }

    private Cancel send(
            WholeReplicas.WholeRequest request,
            Choice choice,
            long millisLeft,
            Executor on,
            AttemptObserver observer,
            Receiver receiver) {
        assertThat(millisLeft).isEqualTo(2_000);
        Attempt attempt = new Attempt(request, choice, observer, receiver);
        attempts.add(attempt);
        return () -> attempt.cancelled = true;
    }

    private Cancel begin(OneVersion... versions) {
        return StatisticsRound.begin(
                this::send,
                List.of(versions),
                new ReplicaRound.Asked("r-1", "default", Span.NONE),
                thread,
                told::add);
    }

    private List<String> sums() {
        assertThat(told).hasSize(1);
        return told.getFirst().getModelStatsList().stream()
                .map(sum -> sum.getVersion() + ":" + sum.getExecutionCount())
                .toList();
    }

    @Test
    void everyReplicaOfEveryVersionIsAsked() {
        var _ = begin(version(1, one), version(2, one, two));

        assertThat(attempts)
                .extracting(attempt -> attempt.choice.version())
                .containsExactly(1, 2, 2);
        assertThat(attempts)
                .extracting(attempt -> attempt.request.operation())
                .containsOnly(Operation.STATISTICS);
        attempts.get(2).tell(3);
        attempts.get(0).tell(5);
        assertThat(told).isEmpty();
        attempts.get(1).tell(10);

        assertThat(sums()).containsExactly("1:5", "2:13");
        assertThat(timers).isEmpty();
        assertThat(attempts).noneMatch(attempt -> attempt.cancelled);
    }

    @Test
    void ofManyReplicasAFewAreAskedAtOnce() {
        Cancel round = begin(version(2, replicas(40)));
        assertThat(attempts).hasSize(ReplicaRound.MOST_AT_ONCE);

        attempts.get(5).tell(1);
        assertThat(attempts).hasSize(33);
        attempts.get(6).observer.ended(new AttemptEnd.Broken());
        assertThat(attempts).hasSize(34);

        round.cancel();
        attempts.get(7).tell(1);
        assertThat(attempts).hasSize(34);
        assertThat(attempts.stream().filter(attempt -> attempt.cancelled)).hasSize(32);
    }

    @Test
    void allOfManyReplicasCountInTheEnd() {
        var _ = begin(version(1, replicas(40)), version(2, replicas(40)));
        for (int at = 0; at < 80; at++) {
            assertThat(told).isEmpty();
            attempts.get(at).tell(1);
        }

        assertThat(sums()).containsExactly("1:40", "2:40");
        assertThat(timers).isEmpty();
    }

    @Test
    void whoAnswersBeforeItIsSentCountsToo() {
        var _ =
                StatisticsRound.begin(
                        (request, choice, millisLeft, on, observer, receiver) -> {
                            Cancel sent = send(request, choice, millisLeft, on, observer, receiver);
                            attempts.getLast().tell(1);
                            return sent;
                        },
                        List.of(version(2, replicas(5_000))),
                        new ReplicaRound.Asked("r-1", "default", Span.NONE),
                        thread,
                        told::add);

        assertThat(attempts).hasSize(5_000);
        assertThat(sums()).containsExactly("2:5000");
    }

    @Test
    void whoIsSilentIsLeftOutAndLetGo() {
        var _ = begin(version(2, one, two));
        attempts.getFirst().tell(4);

        timers.remove().run();

        assertThat(sums()).containsExactly("2:4");
        assertThat(attempts).extracting(attempt -> attempt.cancelled).containsExactly(false, true);
        attempts.getLast().tell(7);
        assertThat(sums()).containsExactly("2:4");
    }

    @Test
    void whoFailsHasCountedNothing() {
        var _ = begin(version(2, one, two));
        attempts.getFirst().observer.ended(new AttemptEnd.Broken());
        attempts.getLast().tell(7);

        assertThat(sums()).containsExactly("2:7");
    }

    @Test
    void whoIsKnownToBeAwayIsNotAsked() {
        one.markUnreachable();
        two.sawDraining();

        var _ = begin(version(2, one, two));

        assertThat(attempts).isEmpty();
        assertThat(sums()).containsExactly("2:0");
    }

    @Test
    void aClientThatLeavesEndsTheRound() {
        Cancel round = begin(version(2, one, two));

        round.cancel();

        assertThat(attempts).allMatch(attempt -> attempt.cancelled);
        assertThat(timers).isEmpty();
        attempts.forEach(attempt -> attempt.tell(1));
        assertThat(told).isEmpty();
    }

    @Test
    void moreVersionsThanOneRoundAsksAreToldApart() {
        Caller caller = new Caller("test", "default", List.of(new Grant("*", Action.INFER)));

        assertThat(StatisticsScope.of(serving(StatisticsScope.MOST_VERSIONS), caller, null))
                .isInstanceOf(StatisticsScope.Versions.class);
        assertThat(StatisticsScope.of(serving(StatisticsScope.MOST_VERSIONS + 1), caller, null))
                .isInstanceOf(StatisticsScope.Refused.class);
    }

    private static RoutingTable serving(int models) {
        List<RoutedModel> routed =
                IntStream.range(0, models)
                        .mapToObj(at ->
                                new RoutedModel(
                                        "m" + at,
                                        "default",
                                        60_000,
                                        1,
                                        List.of(new RoutedVersion(1, 100, null, 0))))
                        .toList();
        return RoutingTable.of(
                new RoutingDocument(new DocumentNumber(1, 1), routed, List.of()),
                new ReplicaFleet(_ -> new FakeBreaker()));
    }
}
