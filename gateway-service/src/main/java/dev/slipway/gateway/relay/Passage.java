package dev.slipway.gateway.relay;

import dev.slipway.gateway.dialect.ModelName;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.gateway.hold.Hold;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request from its first attempt to its one answer, on the request's own thread; the hold and a
 * hung attempt come from elsewhere and are sent there.
 *
 * <p>What moves a request free: a refused connection, 421, draining, a connection that broke before
 * the client saw a byte, a silent probe. A 5xx moves on the retry budget, a prediction to be late
 * once, and a lack of room for the version free, all three only to another replica. A body that two
 * attempts died with is not sent again, and one in quarantine not at all.
 */
public final class Passage {
    private final Exchange exchange;
    private final RelayHouse house;
    private final Executor thread;
    private final TimeLeft time;
    private final SentBody body;
    private final Search search;
    private final OtherReplica other;
    private final HoldPlace place;
    private Phase phase = Phase.CHOOSING;
    private @Nullable Attempt attempt;

    public Passage(
            ModelName model,
            Exchange exchange,
            RelayHouse house,
            Executor thread,
            long deadlineNanos) {
        this.exchange = exchange;
        this.house = house;
        this.thread = thread;
        this.time = new TimeLeft(deadlineNanos, house.nanoTime());
        this.body = new SentBody(model, exchange, house);
        this.search = new Search(model, house, body);
        this.other = new OtherReplica(exchange, search, house.retries(), time);
        this.place = new HoldPlace(this, house, model.toString(), exchange::keptBytes);
    }

    public void start(Timers timers) {
        house.retries().request();
        time.start(timers, this::timeIsUp);
        choose();
    }

    /** The client left. */
    public void clientGone() {
        finish(new AttemptEnd.Cancelled());
    }

    /** The door closes: whoever has no answer yet is told so. */
    public void shutDown() {
        refuse(PassageRefusals.SHUTTING_DOWN);
    }

    /** A fault of the gateway: told first, since what is under way may say something else. */
    public void fail(Refusal refusal) {
        try {
            exchange.refuse(refusal);
        } finally {
            clientGone();
        }
    }

    private void choose() {
        phase = Phase.CHOOSING;
        if (time.nanos() <= 0) {
            timeIsUp();
            return;
        }
        long generation = house.hold().generation();
        switch (search.next()) {
            case Search.Result.Found found -> send(found);
            case Search.Result.Nobody _ -> hold(generation);
            case Search.Result.Unroutable unroutable -> refuse(unroutable.refusal());
        }
    }

    private void send(Search.Result.Found found) {
        phase = Phase.TRYING;
        place.asksReplica();
        Attempt next = new Attempt(this, found.choice(), found.document(), house.nanoTime());
        attempt = next;
        long millis = Math.max(1, time.nanos() / 1_000_000);
        next.sentBy(exchange.attempt(found.choice(), millis, next));
    }

    void ended(Attempt which, AttemptEnd end) {
        if (which != attempt || phase != Phase.TRYING) {
            end.discard();
            return;
        }
        settle(which, end);
        phase = Phase.CHOOSING;
        switch (end) {
            case AttemptEnd.Answered answered -> deliver(answered.answer());
            case AttemptEnd.ServerError(Answer error) ->
                    move(other.afterError(which, error), error);
            case AttemptEnd.QueueFull full -> queueFull(full.answer());
            case AttemptEnd.PredictedLate refused -> predictedLate(which, refused.answer());
            case AttemptEnd.NotReady(Answer refused) ->
                    move(other.afterNotReady(which, refused), refused);
            case AttemptEnd.Draining _ -> {
                which.choice().replica().sawDraining();
                elsewhere(which, PassageRefusals.NOT_TAKEN);
            }
            case AttemptEnd.Misdirected _ -> elsewhere(which, PassageRefusals.NOT_TAKEN);
            case AttemptEnd.ConnectRefused _ -> {
                leave(which);
                again(PassageRefusals.LOST);
            }
            case AttemptEnd.Broken _ -> broken(which);
            case AttemptEnd.Hung _ -> {
                which.cancel();
                elsewhere(which, PassageRefusals.LOST);
            }
            case AttemptEnd.BodyFailed failed -> {
                which.cancel();
                refuse(failed.refusal());
            }
            case AttemptEnd.Cancelled _ -> refuse(PassageRefusals.LOST);
        }
    }

    /** Counts the end; an answer that still streams keeps its place at the replica. */
    private void settle(Attempt which, AttemptEnd end) {
        house.counts().attemptEnded(end);
        body.attemptEnded(which.choice(), end);
        which.over(end);
        if (end.givesRoom()) {
            place.pump();
        }
    }

    void streamOver(Attempt which) {
        which.close();
        place.pump();
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

    /** Excluded first: the probe that follows may end the exclusion. */
    private void leave(Attempt which) {
        search.exclude(which);
        house.watch().suspect(which.choice().replica());
    }

    private void elsewhere(Attempt which, Refusal otherwise) {
        search.exclude(which);
        again(otherwise);
    }

    /** The refusal is for a long body that cannot be sent again. */
    private void again(Refusal otherwise) {
        if (exchange.repeatable()) {
            choose();
        } else {
            refuse(otherwise);
        }
    }

    private void broken(Attempt which) {
        boolean enough = body.lostWith(which);
        leave(which);
        if (enough) {
            refuse(PassageRefusals.LOST);
        } else {
            again(PassageRefusals.LOST);
        }
    }

    /** The client gets the answer where no other replica is to be asked. */
    private void move(Search.Result.@Nullable Found found, Answer otherwise) {
        if (found == null) {
            deliver(otherwise);
        } else {
            send(found);
        }
    }

    private void predictedLate(Attempt which, Answer answer) {
        Search.Result.Found found = other.afterPredictedLate(which, answer);
        if (found == null) {
            place.refusedAsLate(time.nanos());
        }
        move(found, answer);
    }

    /** Back to the hold; the client sees the 429 only when the hold is full too. */
    private void queueFull(Answer answer) {
        boolean mayWait = other.late() == null && exchange.repeatable();
        if (mayWait && place.enterSentBack() == Hold.Entered.WAITING) {
            phase = Phase.HOLDING;
            answer.discard();
        } else {
            deliver(answer);
        }
    }

    private void hold(long generation) {
        Answer late = other.late();
        if (late != null) {
            place.refusedAsLate(time.nanos());
            deliver(late);
            return;
        }
        Answer unready = other.unready();
        if (unready != null) {
            deliver(unready);
            return;
        }
        switch (place.enter(generation)) {
            case WAITING -> phase = Phase.HOLDING;
            case STALE -> choose();
            case FULL -> refuse(PassageRefusals.HOLD_FULL);
        }
    }

    void wake() {
        if (phase == Phase.HOLDING) {
            choose();
        }
    }

    private void timeIsUp() {
        switch (phase) {
            case CHOOSING ->
                    refuse(PassageRefusals.outOfTime(attempt == null && place.noneWasReady()));
            case HOLDING -> refuse(PassageRefusals.outOfTime(place.noneWasReady()));
            case TRYING -> refuse(PassageRefusals.LATE);
            case DELIVERED -> finish(new AttemptEnd.Cancelled());
            case OVER -> {}
        }
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
        Attempt last = attempt;
        if (was == Phase.HOLDING) {
            place.leave();
        } else if (last != null) {
            last.cancel();
            last.close();
        }
        if (was != Phase.DELIVERED) {
            exchange.release();
        }
        if (was == Phase.TRYING) {
            house.counts().attemptEnded(end);
        }
        if (was == Phase.TRYING || was == Phase.DELIVERED) {
            place.pump();
        }
    }

    private void over() {
        phase = Phase.OVER;
        time.stop();
        other.discardKept();
    }

    void onThread(Runnable task) {
        thread.execute(task);
    }
}
