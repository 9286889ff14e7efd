package dev.slipway.gateway.relay;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import dev.slipway.gateway.routing.RoutingTable;
import dev.slipway.gateway.routing.RoutingTable.Resolution;
import dev.slipway.gateway.routing.Tried;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request from its first attempt to its one answer. Everything runs on the request's own
 * thread; {@link #wake()} and a hung attempt come from elsewhere and are sent there.
 *
 * <p>What moves a request free: a refused connection, 421, draining, a connection that broke before
 * the client saw a byte, a replica that no longer answers its probe. An answer of the 5xx kind
 * moves on the retry budget, and only if another replica is there. A body that two attempts took
 * with them into death is not sent a third time.
 */
public final class Passage implements Hold.Waiter {
    private static final int MAX_DEATHS = 2;

    private enum Phase {
        CHOOSING,
        TRYING,
        HOLDING,
        DELIVERED,
        OVER
    }

    private final ModelName model;
    private final Exchange exchange;
    private final RelayHouse house;
    private final Executor thread;
    private final long deadlineNanos;
    private final Tried tried = new Tried();
    private final String holdKey;
    private Phase phase = Phase.CHOOSING;
    private @Nullable Attempt attempt;
    private @Nullable Cancel timer;
    private int deaths;
    private boolean sentBack;

    public Passage(
            ModelName model,
            Exchange exchange,
            RelayHouse house,
            Executor thread,
            long deadlineNanos) {
        this.model = model;
        this.exchange = exchange;
        this.house = house;
        this.thread = thread;
        this.deadlineNanos = deadlineNanos;
        this.holdKey = model.toString();
    }

    public void start(Timers timers) {
        house.retries().request();
        timer = timers.after(Math.max(0, nanosLeft()), this::timeIsUp);
        choose();
    }

    /** The client left. */
    public void clientGone() {
        finish(new AttemptEnd.Cancelled());
    }

    /** The door closes: whoever has no answer yet is told so. */
    public void shutDown() {
        if (phase == Phase.DELIVERED || phase == Phase.OVER) {
            return;
        }
        refuse(
                Refusal.of(
                        ErrorCode.SHUTTING_DOWN,
                        "The gateway is shutting down. Ask again; another one will answer."));
    }

    private void choose() {
        phase = Phase.CHOOSING;
        if (nanosLeft() <= 0) {
            timeIsUp();
            return;
        }
        long generation = house.hold().generation();
        RoutingTable table = house.routing().get();
        switch (table.resolve(model)) {
            case Resolution.Missing missing -> refuse(missing.refusal());
            case Resolution.Routed routed -> {
                Choice choice = house.selector().select(routed.versions(), tried, table.number());
                if (choice == null) {
                    hold(generation);
                } else {
                    send(choice, table.number());
                }
            }
        }
    }

    private void send(Choice choice, DocumentNumber document) {
        phase = Phase.TRYING;
        sentBack = false;
        Attempt next = new Attempt(this, choice, document, house.nanoTime().getAsLong());
        attempt = next;
        long millis = Math.max(1, nanosLeft() / 1_000_000);
        next.sentBy(exchange.attempt(choice, millis, next));
    }

    void ended(Attempt which, AttemptEnd end) {
        if (which != attempt || phase != Phase.TRYING) {
            discardLate(end);
            return;
        }
        settle(which, end);
        phase = Phase.CHOOSING;
        Replica replica = which.choice().replica();
        switch (end) {
            case AttemptEnd.Answered answered -> deliver(answered.answer());
            case AttemptEnd.ServerError error -> serverError(which, error.answer());
            case AttemptEnd.QueueFull full -> queueFull(full.answer());
            case AttemptEnd.Draining _ -> {
                replica.sawDraining();
                move(which);
            }
            case AttemptEnd.Misdirected _ -> move(which);
            case AttemptEnd.ConnectRefused _ -> {
                leave(which);
                again();
            }
            case AttemptEnd.Broken _ -> {
                leave(which);
                broken(which);
            }
            case AttemptEnd.Hung _ -> {
                which.cancel();
                move(which);
            }
            case AttemptEnd.BodyFailed failed -> {
                which.cancel();
                refuse(failed.refusal());
            }
            case AttemptEnd.Cancelled _ -> refuseLost();
        }
    }

    private static void discardLate(AttemptEnd end) {
        switch (end) {
            case AttemptEnd.Answered late -> late.answer().discard();
            case AttemptEnd.ServerError late -> late.answer().discard();
            case AttemptEnd.QueueFull late -> late.answer().discard();
            case AttemptEnd.ConnectRefused _,
                    AttemptEnd.Draining _,
                    AttemptEnd.Misdirected _,
                    AttemptEnd.Broken _,
                    AttemptEnd.Hung _,
                    AttemptEnd.Cancelled _,
                    AttemptEnd.BodyFailed _ -> {}
        }
    }

    /** Counts the end, at the replica and in the metrics. */
    private void settle(Attempt which, AttemptEnd end) {
        house.counts().attemptEnded(end);
        long nanos = house.nanoTime().getAsLong() - which.startedNanos();
        Replica replica = which.choice().replica();
        boolean streams = false;
        switch (end) {
            case AttemptEnd.Answered answered -> {
                replica.breaker().succeeded(nanos);
                streams = !answered.answer().complete();
            }
            case AttemptEnd.ServerError error -> {
                replica.breaker().failed(nanos);
                streams = !error.answer().complete();
            }
            case AttemptEnd.ConnectRefused _, AttemptEnd.Broken _, AttemptEnd.Hung _ ->
                    replica.breaker().failed(nanos);
            case AttemptEnd.QueueFull _,
                    AttemptEnd.Draining _,
                    AttemptEnd.Misdirected _,
                    AttemptEnd.BodyFailed _,
                    AttemptEnd.Cancelled _ -> {}
        }
        if (streams) {
            which.settle();
            return;
        }
        which.close();
        if (end instanceof AttemptEnd.Answered) {
            house.hold().pump(holdKey);
        }
    }

    void streamOver(Attempt which) {
        which.close();
        house.hold().pump(holdKey);
        if (which == attempt && phase == Phase.DELIVERED) {
            over();
        }
    }

    private void deliver(Answer answer) {
        phase = Phase.DELIVERED;
        exchange.release();
        boolean complete = answer.complete();
        answer.deliver();
        if (complete) {
            over();
        }
    }

    private void exclude(Attempt which) {
        tried.mark(which.choice().replica(), which.document());
    }

    /** Excluded first: the probe that follows may end the exclusion. */
    private void leave(Attempt which) {
        exclude(which);
        house.watch().suspect(which.choice().replica());
    }

    private void move(Attempt which) {
        exclude(which);
        again();
    }

    private void again() {
        if (exchange.repeatable()) {
            choose();
        } else {
            refuseLost();
        }
    }

    private void broken(Attempt which) {
        if (which.wasBodySent() && ++deaths >= MAX_DEATHS) {
            refuseLost();
        } else {
            again();
        }
    }

    private void serverError(Attempt which, Answer answer) {
        if (!exchange.repeatable()) {
            deliver(answer);
            return;
        }
        tried.mark(which.choice().replica(), which.document());
        RoutingTable table = house.routing().get();
        Choice other =
                table.resolve(model) instanceof Resolution.Routed routed
                        ? house.selector().select(routed.versions(), tried, table.number())
                        : null;
        if (other != null && house.retries().take()) {
            answer.discard();
            send(other, table.number());
            return;
        }
        if (other != null && other.trial()) {
            other.replica().endTrial();
        }
        deliver(answer);
    }

    /** Back to the hold; the client sees the 429 only when the hold is full too. */
    private void queueFull(Answer answer) {
        if (exchange.repeatable() && isWaiting(house.hold().enterSentBack(this))) {
            sentBack = true;
            answer.discard();
        } else {
            deliver(answer);
        }
    }

    private void hold(long generation) {
        switch (house.hold().enter(this, generation)) {
            case WAITING -> phase = Phase.HOLDING;
            case STALE -> choose();
            case FULL ->
                    refuse(
                            Refusal.atBound(
                                    ErrorCode.NO_REPLICA_READY,
                                    "No replica of the model is ready and too many requests wait"
                                            + " already. Ask again later."));
        }
    }

    private boolean isWaiting(Hold.Entered entered) {
        if (entered == Hold.Entered.WAITING) {
            phase = Phase.HOLDING;
            return true;
        }
        return false;
    }

    @Override
    public void wake() {
        onThread(() -> {
            if (phase == Phase.HOLDING) {
                choose();
            }
            house.hold().resumed(holdKey);
        });
    }

    private void timeIsUp() {
        switch (phase) {
            case CHOOSING, HOLDING -> {
                if (sentBack || (phase == Phase.CHOOSING && attempt != null)) {
                    refuseLate();
                } else {
                    refuse(
                            Refusal.of(
                                    ErrorCode.NO_REPLICA_READY,
                                    "No replica of the model was ready before the time was over."
                                            + " Ask again later."));
                }
            }
            case TRYING -> refuseLate();
            case DELIVERED -> finish(new AttemptEnd.Cancelled());
            case OVER -> {}
        }
    }

    private void refuseLate() {
        refuse(
                Refusal.of(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "The answer did not come in time. Give it more with"
                                + " X-Request-Timeout-Ms, or ask for less at once."));
    }

    private void refuseLost() {
        refuse(
                Refusal.of(
                        ErrorCode.REPLICAS_LOST,
                        "The replicas that worked on this request were lost. Ask again; if it"
                                + " happens again, the request itself may be the cause."));
    }

    private void refuse(Refusal refusal) {
        if (phase == Phase.OVER || phase == Phase.DELIVERED) {
            return;
        }
        finish(new AttemptEnd.Cancelled());
        exchange.refuse(refusal);
    }

    /** Ends everything that is under way, in whatever phase. */
    private void finish(AttemptEnd end) {
        if (phase == Phase.OVER) {
            return;
        }
        Phase was = phase;
        over();
        if (was == Phase.HOLDING) {
            house.hold().leave(this);
        }
        Attempt last = attempt;
        if (last != null && (was == Phase.TRYING || was == Phase.DELIVERED)) {
            if (was == Phase.TRYING) {
                house.counts().attemptEnded(end);
            }
            last.cancel();
            last.close();
            house.hold().pump(holdKey);
        }
        if (was != Phase.DELIVERED) {
            exchange.release();
        }
    }

    private void over() {
        phase = Phase.OVER;
        if (timer != null) {
            timer.cancel();
        }
    }

    void onThread(Runnable task) {
        thread.execute(task);
    }

    private long nanosLeft() {
        return deadlineNanos - house.nanoTime().getAsLong();
    }

    @Override
    public String holdKey() {
        return holdKey;
    }

    @Override
    public long holdBytes() {
        return exchange.keptBytes();
    }
}
