package dev.slipway.gateway.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.InferBatchStatistics;
import dev.slipway.contract.openinference.InferStatistics;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.ModelStatisticsResponse;
import dev.slipway.contract.openinference.StatisticDuration;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.relay.ReplicaRound.Errand;
import dev.slipway.gateway.relay.StatisticsScope.OneVersion;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Asks all replicas of some versions what they counted, and adds it up. One that did not answer
 * when the time is over is left out, and with a replica that goes its counts go.
 */
public final class StatisticsRound {
    /** Of the whole round. */
    private static final long PATIENCE_MILLIS = 2_000;

    private StatisticsRound() {}

    /**
     * Begins on the request's thread.
     *
     * @param whoAsks is told once, unless the round is cancelled first
     */
    public static Cancel begin(
            WholeReplicas replicas,
            List<OneVersion> versions,
            ReplicaRound.Asked asked,
            RequestThread thread,
            Consumer<ModelStatisticsResponse> whoAsks) {
        Sums sums = new Sums(whoAsks);
        return ReplicaRound.begin(
                replicas, sums.errands(versions), asked, PATIENCE_MILLIS, thread, sums);
    }

    /** What was counted, by version. */
    private static final class Sums implements ReplicaRound.Hearer {
        private final Consumer<ModelStatisticsResponse> whoAsks;
        private final List<ModelStatistics> sums = new ArrayList<>();
        // Of each errand, the place of its version in the sums.
        private final List<Integer> places = new ArrayList<>();

        Sums(Consumer<ModelStatisticsResponse> whoAsks) {
            this.whoAsks = whoAsks;
        }

        List<Errand> errands(List<OneVersion> versions) {
            List<Errand> errands = new ArrayList<>();
            for (OneVersion version : versions) {
                int number = version.route().version();
                for (RouteToReplica route : version.route().replicas()) {
                    Replica replica = route.replica();
                    if (!replica.isUnreachable() && !replica.isDraining()) {
                        errands.add(
                                new Errand(Operation.STATISTICS, replica, version.model(), number));
                        places.add(sums.size());
                    }
                }
                sums.add(
                        ModelStatistics.newBuilder()
                                .setName(version.model())
                                .setVersion(Integer.toString(number))
                                .build());
            }
            return errands;
        }

        @Override
        public void answered(int errand, WholeAnswer answer) {
            if (answer.status() != 200) {
                return;
            }
            int at = places.get(errand);
            try {
                for (ModelStatistics told :
                        ModelStatisticsResponse.parseFrom(answer.body()).getModelStatsList()) {
                    sums.set(at, sum(sums.get(at), told));
                }
            } catch (InvalidProtocolBufferException unreadable) {
                // A replica whose answer cannot be read counts as one that gave none.
            }
        }

        @Override
        public void over(boolean inTime) {
            whoAsks.accept(ModelStatisticsResponse.newBuilder().addAllModelStats(sums).build());
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
}
