package dev.slipway.gateway.relay;

import dev.slipway.gateway.dialect.Operation;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.relay.WholeReplicas.WholeAnswer;
import dev.slipway.gateway.relay.WholeReplicas.WholeRequest;
import dev.slipway.gateway.routing.LoadReport;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.telemetry.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks several replicas, so many at once, until all have answered or the time is over. Nothing of
 * it is held or tried again, and no replica is judged by it. Everything is on the request's thread.
 */
public final class ReplicaRound {
    /** Of one round; another one is asked when one of them has ended. */
    static final int MOST_AT_ONCE = 32;

    private static final byte[] NOTHING = {};

    private final WholeReplicas replicas;
    private final Asked asked;
    private final long patienceMillis;
    private final RequestThread thread;
    private final Hearer hearer;
    private final Deque<OneReplica> waiting = new ArrayDeque<>();
    private final List<OneReplica> underWay = new ArrayList<>(MOST_AT_ONCE);
    private Cancel patience = () -> {};
    private boolean asking;
    private boolean over;

    private ReplicaRound(
            WholeReplicas replicas,
            Asked asked,
            long patienceMillis,
            RequestThread thread,
            Hearer hearer) {
        this.replicas = replicas;
        this.asked = asked;
        this.patienceMillis = patienceMillis;
        this.thread = thread;
        this.hearer = hearer;
    }

    /** Whose question it is. */
    public record Asked(String requestId, String tenantId, Span span) {}

    /** What one replica is asked about one version. */
    record Errand(Operation operation, Replica replica, String model, int version) {}

    /** Who is told what comes of a round, unless it is cancelled first. */
    interface Hearer {
        /**
         * A replica answered, be it by refusing; one that is lost is not told of.
         *
         * @param at which errand it was
         */
        void answered(int at, WholeAnswer answer);

        /**
         * Once, at the end.
         *
         * @param inTime whether every replica answered or was lost before the time was over
         */
        void over(boolean inTime);
    }

    /** Begins on the request's thread. */
    static Cancel begin(
            WholeReplicas replicas,
            List<Errand> errands,
            Asked asked,
            long patienceMillis,
            RequestThread thread,
            Hearer hearer) {
        ReplicaRound round = new ReplicaRound(replicas, asked, patienceMillis, thread, hearer);
        thread.execute(() -> round.askAll(errands));
        return () -> thread.execute(round::end);
    }

    private void askAll(List<Errand> errands) {
        if (over) {
            return;
        }
        patience = thread.after(TimeUnit.MILLISECONDS.toNanos(patienceMillis), () -> tell(false));
        for (Errand errand : errands) {
            waiting.add(new OneReplica(errand, waiting.size()));
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
            tell(true);
        }
    }

    private void tell(boolean inTime) {
        if (!over) {
            end();
            hearer.over(inTime);
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

    /** One errand. */
    private final class OneReplica implements AttemptObserver, WholeReplicas.Receiver {
        private final Errand errand;
        private final int at;
        private Cancel sending = () -> {};

        OneReplica(Errand errand, int at) {
            this.errand = errand;
            this.at = at;
        }

        void ask() {
            WholeRequest request =
                    new WholeRequest(
                            errand.operation(),
                            errand.model(),
                            asked.requestId(),
                            asked.tenantId(),
                            Map.of(),
                            asked.span(),
                            NOTHING);
            Choice choice = new Choice(errand.replica(), errand.version(), false);
            sending = replicas.send(request, choice, patienceMillis, thread, this, this);
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
            Answer answer = answer(end);
            if (answer != null && !over) {
                answer.deliver();
            } else {
                end.discard();
                finish();
            }
        }

        private static @Nullable Answer answer(AttemptEnd end) {
            return switch (end) {
                case AttemptEnd.Answered it -> it.answer();
                case AttemptEnd.ServerError it -> it.answer();
                case AttemptEnd.QueueFull it -> it.answer();
                case AttemptEnd.PredictedLate it -> it.answer();
                case AttemptEnd.NotReady it -> it.answer();
                case AttemptEnd.ConnectRefused _,
                        AttemptEnd.Draining _,
                        AttemptEnd.Misdirected _,
                        AttemptEnd.Broken _,
                        AttemptEnd.Hung _,
                        AttemptEnd.Cancelled _,
                        AttemptEnd.BodyFailed _ ->
                        null;
            };
        }

        @Override
        public void streamOver() {}

        @Override
        public void answered(WholeAnswer answer) {
            if (!over) {
                hearer.answered(at, answer);
            }
            finish();
        }

        @Override
        public void brokeOff(Refusal refusal) {
            finish();
        }
    }
}
