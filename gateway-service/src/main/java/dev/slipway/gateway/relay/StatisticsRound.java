package dev.slipway.gateway.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.InferBatchStatistics;
import dev.slipway.contract.openinference.InferStatistics;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.ModelStatisticsResponse;
import dev.slipway.contract.openinference.StatisticDuration;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.StatisticsScope.OneVersion;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.relay.WholeReplicas.WholeRequest;
import dev.slipway.gateway.routing.LoadReport;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import dev.slipway.telemetry.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks all replicas of some versions what they counted, so many at once, and adds it up. Nothing of
 * it is held or tried again, and no replica is judged by it: one that did not answer when the time
 * is over is left out, and with a replica that goes its counts go. Everything is on the request's
 * thread.
 */
public final class StatisticsRound {
    /** Of one round; another one is asked when one of them has ended. */
    static final int MOST_AT_ONCE = 32;

    /** Of the whole round. */
    private static final long PATIENCE_MILLIS = 2_000;

    private static final byte[] NOTHING = {};

    private final WholeReplicas replicas;
    private final Asked asked;
    private final RequestThread thread;
    private final Consumer<ModelStatisticsResponse> whoAsks;
    private final List<ModelStatistics> sums = new ArrayList<>();
    private final Deque<OneReplica> waiting = new ArrayDeque<>();
    private final List<OneReplica> underWay = new ArrayList<>(MOST_AT_ONCE);
    private Cancel patience = () -> {};
    private boolean asking;
    private boolean over;

    private StatisticsRound(
            WholeReplicas replicas,
            Asked asked,
            RequestThread thread,
            Consumer<ModelStatisticsResponse> whoAsks) {
        this.replicas = replicas;
        this.asked = asked;
        this.thread = thread;
        this.whoAsks = whoAsks;
    }

    /** Whose question it is. */
    public record Asked(String requestId, String tenantId, Span span) {}

    /**
     * Begins on the request's thread.
     *
     * @param whoAsks is told once, unless the round is cancelled first
     */
    public static Cancel begin(
            WholeReplicas replicas,
            List<OneVersion> versions,
            Asked asked,
            RequestThread thread,
            Consumer<ModelStatisticsResponse> whoAsks) {
        StatisticsRound round = new StatisticsRound(replicas, asked, thread, whoAsks);
        thread.execute(() -> round.askAll(versions));
        return () -> thread.execute(round::end);
    }

    private void askAll(List<OneVersion> versions) {
        if (over) {
            return;
        }
        patience = thread.after(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS), this::tell);
        for (OneVersion version : versions) {
            for (RouteToReplica route : version.route().replicas()) {
                if (!route.replica().isUnreachable() && !route.replica().isDraining()) {
                    waiting.add(new OneReplica(route.replica(), version, sums.size()));
                }
            }
            sums.add(
                    ModelStatistics.newBuilder()
                            .setName(version.model())
                            .setVersion(Integer.toString(version.route().version()))
                            .build());
        }
        askMore();
    }

    /** One that ends while another one is being sent leaves its place to the loop. */
    private void askMore() {
        if (asking) {
            return;
        }
        asking = true;
        while (!over && underWay.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
            OneReplica next = waiting.remove();
            underWay.add(next);
            next.ask();
        }
        asking = false;
        if (underWay.isEmpty()) {
            tell();
        }
    }

    private void tell() {
        if (!over) {
            end();
            whoAsks.accept(ModelStatisticsResponse.newBuilder().addAllModelStats(sums).build());
        }
    }

    private void end() {
        over = true;
        patience.cancel();
        waiting.clear();
        for (OneReplica one : underWay) {
            one.sending.cancel();
        }
        underWay.clear();
    }

    private void add(int at, WholeAnswer answer) {
        if (over || answer.status() != 200) {
            return;
        }
        try {
            for (ModelStatistics told :
                    ModelStatisticsResponse.parseFrom(answer.body()).getModelStatsList()) {
                sums.set(at, sum(sums.get(at), told));
            }
        } catch (InvalidProtocolBufferException unreadable) {
            // A replica whose answer cannot be read counts as one that gave none.
        }
    }

    private static ModelStatistics sum(ModelStatistics one, ModelStatistics other) {
        return one.toBuilder()
                .setLastInference(Math.max(one.getLastInference(), other.getLastInference()))
                .setInferenceCount(one.getInferenceCount() + other.getInferenceCount())
                .setExecutionCount(one.getExecutionCount() + other.getExecutionCount())
                .setInferenceStats(sum(one.getInferenceStats(), other.getInferenceStats()))
                .clearBatchStats()
                .addAllBatchStats(sum(one.getBatchStatsList(), other.getBatchStatsList()))
                .build();
    }

    /** Each size once, the smallest first. */
    private static Iterable<InferBatchStatistics> sum(
            List<InferBatchStatistics> some, List<InferBatchStatistics> more) {
        SortedMap<Long, InferBatchStatistics> sizes = new TreeMap<>();
        for (InferBatchStatistics batch : some) {
            sizes.merge(batch.getBatchSize(), batch, StatisticsRound::sum);
        }
        for (InferBatchStatistics batch : more) {
            sizes.merge(batch.getBatchSize(), batch, StatisticsRound::sum);
        }
        return sizes.values();
    }

    private static InferBatchStatistics sum(InferBatchStatistics one, InferBatchStatistics other) {
        return one.toBuilder()
                .setComputeInput(sum(one.getComputeInput(), other.getComputeInput()))
                .setComputeInfer(sum(one.getComputeInfer(), other.getComputeInfer()))
                .setComputeOutput(sum(one.getComputeOutput(), other.getComputeOutput()))
                .build();
    }

    private static InferStatistics sum(InferStatistics one, InferStatistics other) {
        return InferStatistics.newBuilder()
                .setSuccess(sum(one.getSuccess(), other.getSuccess()))
                .setFail(sum(one.getFail(), other.getFail()))
                .setQueue(sum(one.getQueue(), other.getQueue()))
                .setComputeInput(sum(one.getComputeInput(), other.getComputeInput()))
                .setComputeInfer(sum(one.getComputeInfer(), other.getComputeInfer()))
                .setComputeOutput(sum(one.getComputeOutput(), other.getComputeOutput()))
                .setCacheHit(sum(one.getCacheHit(), other.getCacheHit()))
                .setCacheMiss(sum(one.getCacheMiss(), other.getCacheMiss()))
                .build();
    }

    private static StatisticDuration sum(StatisticDuration one, StatisticDuration other) {
        return StatisticDuration.newBuilder()
                .setCount(one.getCount() + other.getCount())
                .setNs(one.getNs() + other.getNs())
                .build();
    }

    /** One replica's part, for the version at a place in the sums. */
    private final class OneReplica implements AttemptObserver, WholeReplicas.Receiver {
        private final Replica replica;
        private final OneVersion version;
        private final int at;
        private Cancel sending = () -> {};

        OneReplica(Replica replica, OneVersion version, int at) {
            this.replica = replica;
            this.version = version;
            this.at = at;
        }

        void ask() {
            WholeRequest request =
                    new WholeRequest(
                            Operation.STATISTICS,
                            version.model(),
                            asked.requestId(),
                            asked.tenantId(),
                            Map.of(),
                            asked.span(),
                            NOTHING);
            Choice choice = new Choice(replica, version.route().version(), false);
            sending = replicas.send(request, choice, PATIENCE_MILLIS, thread, this, this);
        }

        private void finish() {
            if (!over && underWay.remove(this)) {
                askMore();
            }
        }

        @Override
        public void bodySent() {}

        @Override
        public void loadReported(LoadReport report) {}

        @Override
        public void ended(AttemptEnd end) {
            if (end instanceof AttemptEnd.Answered(Answer answer) && !over) {
                answer.deliver();
            } else {
                end.discard();
                finish();
            }
        }

        @Override
        public void streamOver() {}

        @Override
        public void answered(WholeAnswer answer) {
            add(at, answer);
            finish();
        }

        @Override
        public void brokeOff(Refusal refusal) {
            finish();
        }
    }
}
