package dev.slipway.gateway.relay;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.gateway.routing.LoadReport;
import dev.slipway.gateway.routing.Replica;
import dev.slipway.gateway.routing.ReplicaSelector.Choice;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One try at one replica, and what is counted there for it. On the request's thread but hung(). */
final class Attempt implements Replica.Waiting, AttemptObserver {
    private final Passage passage;
    private final Choice choice;
    private final DocumentNumber document;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private final int recoveries;
    private @Nullable Cancel upstream;
    private boolean bodySent;
    private boolean answered;
    private boolean over;

    Attempt(Passage passage, Choice choice, DocumentNumber document, LongSupplier nanoTime) {
        this.passage = passage;
        this.choice = choice;
        this.document = document;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
        this.recoveries = choice.replica().recoveries();
        choice.replica().begin(this);
    }

    Choice choice() {
        return choice;
    }

    DocumentNumber document() {
        return document;
    }

    /** The replica's, before it was asked: one that came since is a reason to ask it again. */
    int recoveries() {
        return recoveries;
    }

    boolean wasBodySent() {
        return bodySent;
    }

    void sentBy(Cancel cancel) {
        upstream = cancel;
    }

    void cancel() {
        if (upstream != null) {
            upstream.cancel();
        }
    }

    /** It ended so; an answer that still streams keeps its place at the replica. */
    void over(AttemptEnd end) {
        count(end);
        if (end.streams()) {
            settle();
        } else {
            close();
        }
    }

    /** Tells the replica's breaker how it ended. */
    private void count(AttemptEnd end) {
        long nanos = nanoTime.getAsLong() - startedNanos;
        switch (end) {
            case AttemptEnd.Answered _ -> choice.replica().breaker().succeeded(nanos);
            case AttemptEnd.ServerError _,
                    AttemptEnd.ConnectRefused _,
                    AttemptEnd.Broken _,
                    AttemptEnd.Hung _ ->
                    choice.replica().breaker().failed(nanos);
            case AttemptEnd.QueueFull _,
                    AttemptEnd.PredictedLate _,
                    AttemptEnd.NotReady _,
                    AttemptEnd.Draining _,
                    AttemptEnd.Misdirected _,
                    AttemptEnd.BodyFailed _,
                    AttemptEnd.Cancelled _ -> {}
        }
    }

    /** No answer is awaited any more; it may still stream. */
    private void settle() {
        if (answered) {
            return;
        }
        answered = true;
        choice.replica().answered(this);
        if (bodySent) {
            choice.replica().bodyAnswered();
        }
        choice.over();
    }

    void close() {
        settle();
        if (!over) {
            over = true;
            choice.replica().end();
        }
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public void hung() {
        passage.onThread(() -> passage.ended(this, new AttemptEnd.Hung()));
    }

    @Override
    public void bodySent() {
        if (!bodySent && !answered) {
            bodySent = true;
            choice.replica().bodySent();
        }
    }

    @Override
    public void loadReported(LoadReport report) {
        choice.replica().reported(report, nanoTime.getAsLong());
    }

    @Override
    public void ended(AttemptEnd end) {
        try {
            passage.ended(this, end);
        } catch (RuntimeException | Error fault) {
            end.discard();
            throw fault;
        }
    }

    @Override
    public void streamOver() {
        passage.streamOver(this);
    }
}
