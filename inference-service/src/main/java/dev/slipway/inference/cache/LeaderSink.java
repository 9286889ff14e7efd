package dev.slipway.inference.cache;

import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answer of a work that others may wait for. It goes on only when it is known to be
 * whole, and is kept before it does: who has an answer and asks again is answered from it. An
 * answer in several parts goes on as it comes and is not kept.
 */
final class LeaderSink implements AnswerSink {
    private final Flights flights;
    private final Flight flight;
    private final Seat seat;
    private final AnswerSink sink;
    private @Nullable Map<String, Tensor> only;
    private boolean several;

    LeaderSink(Flights flights, Flight flight, Seat seat) {
        this.flights = flights;
        this.flight = flight;
        this.seat = seat;
        this.sink = seat.work().sink();
    }

    @Override
    public void answer(Map<String, Tensor> outputs) {
        Map<String, Tensor> first = only;
        if (first != null) {
            several = true;
            only = null;
            sink.answer(first);
        }
        if (several) {
            sink.answer(outputs);
        } else {
            only = outputs;
        }
    }

    @Override
    public void complete() {
        Map<String, Tensor> whole = only;
        if (whole == null) {
            sink.complete();
            flights.ended(flight, seat);
            return;
        }
        Map<String, Tensor> kept = Map.copyOf(whole);
        List<Seat> waiting = flights.landed(flight, kept);
        Seat.handOn(seat.work(), kept);
        for (Seat one : waiting) {
            flight.version().answeredBesides(one.work());
            one.answer(kept);
        }
    }

    @Override
    public void refuse(Refusal refusal) {
        Map<String, Tensor> first = only;
        if (first != null) {
            sink.answer(first);
        }
        sink.refuse(refusal);
        flights.ended(flight, seat);
    }
}
