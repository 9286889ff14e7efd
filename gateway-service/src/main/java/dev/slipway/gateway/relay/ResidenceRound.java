package dev.slipway.gateway.relay;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.access.Authenticator;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.ReplicaRound.Errand;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.gateway.routing.RoutingTable.RouteOfVersion;
import dev.slipway.gateway.routing.RoutingTable.RouteToReplica;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.trust.Caller;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has every replica that has a model load its versions, or let them rest, at the same time. It is
 * done when all say so; the log tells who wanted it.
 */
public final class ResidenceRound {
    private static final Logger LOG = LoggerFactory.getLogger(ResidenceRound.class);

    private ResidenceRound() {}

    /**
     * What is wanted, and by whom.
     *
     * @param operation {@link Operation#LOAD} or {@link Operation#UNLOAD}
     */
    public record Wanted(ModelName model, Operation operation, Caller caller) {}

    /** Who is told once what came of it, unless it is cancelled first. */
    public interface Listener {
        void done();

        void refused(Refusal refusal);
    }

    /** Null when the caller may, and the model is there. */
    public static @Nullable Refusal refusal(RoutingTable table, Wanted wanted) {
        String model = wanted.model().name();
        Refusal refusal = Authenticator.refusal(wanted.caller(), Action.DEPLOY, model);
        if (refusal != null) {
            return refusal;
        }
        return table.resolve(wanted.model(), wanted.caller().tenantId())
                        instanceof Resolution.Missing missing
                ? missing.refusal()
                : null;
    }

    /**
     * Begins on the request's thread.
     *
     * @param patienceMillis how long the replicas have; one that waits longer goes on by itself
     */
    public static Cancel begin(
            WholeReplicas replicas,
            RoutingTable table,
            Wanted wanted,
            ReplicaRound.Asked asked,
            long patienceMillis,
            RequestThread thread,
            Listener listener) {
        List<Errand> errands = errands(table, wanted);
        if (errands.isEmpty()) {
            thread.execute(() -> listener.refused(PassageRefusals.NONE_HAS_IT));
            return () -> {};
        }
        Count count = new Count(wanted, asked, errands.size(), listener);
        count.log("is wanted by");
        return ReplicaRound.begin(replicas, errands, asked, patienceMillis, thread, count);
    }

    /** A replica that drains takes its versions with it. */
    private static List<Errand> errands(RoutingTable table, Wanted wanted) {
        List<Errand> errands = new ArrayList<>();
        if (table.resolve(wanted.model(), wanted.caller().tenantId())
                instanceof Resolution.Routed routed) {
            String model = wanted.model().name();
            for (RouteOfVersion version : routed.versions()) {
                for (RouteToReplica route : version.replicas()) {
                    if (!route.replica().isDraining()) {
                        errands.add(
                                new Errand(
                                        wanted.operation(),
                                        route.replica(),
                                        model,
                                        version.version()));
                    }
                }
            }
        }
        return errands;
    }

    /** How many did it, and what one of the others said. */
    private static final class Count implements ReplicaRound.Hearer {
        private final Wanted wanted;
        private final ReplicaRound.Asked asked;
        private final int all;
        private final Listener listener;
        private int done;
        private boolean late;
        private @Nullable String why;

        Count(Wanted wanted, ReplicaRound.Asked asked, int all, Listener listener) {
            this.wanted = wanted;
            this.asked = asked;
            this.all = all;
            this.listener = listener;
        }

        @Override
        public void answered(int at, WholeAnswer answer) {
            if (answer.status() == 200) {
                done++;
            } else if (answer.reason().equals(ErrorCode.DEADLINE_EXCEEDED.wireName())) {
                late = true;
            } else if (why == null && answer.reason().equals(ErrorCode.NOT_READY.wireName())) {
                why = new String(answer.body(), StandardCharsets.UTF_8);
            }
        }

        @Override
        public void over(boolean inTime) {
            log("was done by " + done + " of " + all + " for");
            late |= !inTime;
            if (done == all) {
                listener.done();
            } else {
                listener.refused(refusal());
            }
        }

        private Refusal refusal() {
            String told = why;
            if (told != null) {
                return refusal(ErrorCode.NOT_READY, "One replica says: " + told + ".");
            }
            return late
                    ? refusal(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "The time was over before the rest was done. Give it more with "
                                    + Headers.REQUEST_TIMEOUT_MS
                                    + ", or ask again.")
                    : refusal(
                            ErrorCode.NOT_READY,
                            "The other replicas were lost, or refused. Ask again.");
        }

        /** A version on two replicas is two. */
        private Refusal refusal(ErrorCode code, String rest) {
            return Refusal.of(
                    code,
                    (done == 0 ? "None" : "Only " + done)
                            + " of "
                            + all
                            + (wanted.operation() == Operation.LOAD ? " loads" : " unloads")
                            + ", one for each version and replica, succeeded. "
                            + rest);
        }

        void log(String what) {
            String model = wanted.model().name();
            RequestLog.with(
                    new RequestLog.Subject(asked.requestId(), model, "", asked.span().traceId()),
                    () ->
                            LOG.info(
                                    "{} of {} {} {}",
                                    wanted.operation().word(),
                                    wanted.model(),
                                    what,
                                    wanted.caller().principal()));
        }
    }
}
