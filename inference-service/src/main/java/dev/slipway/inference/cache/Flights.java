package dev.slipway.inference.cache;

import dev.slipway.inference.batching.Work;
import dev.slipway.inference.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that of equal works that come together one runs. The others wait for its answer; where
 * it gives none, since it was cancelled, refused or failed, the most urgent of them runs in its
 * place, so that nobody is refused for another one. A work that is more urgent than the one that
 * runs does not wait for it: it runs too, and those that come later wait for it instead.
 *
 * <p>Nothing of a request is called under the lock.
 */
final class Flights {
    private final Object lock = new Object();
    private final KeptAnswers kept;
    private final Map<Flight.Name, Flight> flights = new HashMap<>();
    private long seats;

    Flights(KeptAnswers kept) {
        this.kept = kept;
    }

    /** What a work does whose answer was not kept a moment ago. */
    sealed interface Boarding {
        /** Takes the answer that was kept meanwhile. */
        record Answered(Map<String, Tensor> outputs) implements Boarding {}

        /** Is answered when another one is, or run by its asker. */
        record Waits() implements Boarding {}

        /** Is to be run in this form. */
        record Leads(Work work) implements Boarding {}
    }

    Boarding board(AnswerKey key, VersionResponses version, Work work, Asker asker) {
        Flight flight;
        Seat seat;
        boolean leads;
        synchronized (lock) {
            Map<String, Tensor> answer = kept.get(key);
            if (answer != null) {
                return new Boarding.Answered(answer);
            }
            Flight.Name name = new Flight.Name(version, key, work.of().tenant());
            seat = new Seat(work, asker, seats++);
            Flight known = flights.get(name);
            leads = known == null || !known.suits(seat);
            if (known == null || leads) {
                flight = new Flight(name, seat);
                flights.put(name, flight);
            } else {
                flight = known;
                flight.join(seat);
            }
        }
        if (leads) {
            return new Boarding.Leads(leading(flight, seat));
        }
        // Outside the lock: a token that is already cancelled calls back at once.
        var _ = work.request().cancel().onCancel(() -> leave(flight, seat));
        return new Boarding.Waits();
    }

    private Work leading(Flight flight, Seat seat) {
        Work work = seat.work();
        var _ = work.request().cancel().onCancel(() -> ended(flight, seat));
        return new Work(
                work.request(),
                new LeaderSink(this, flight, seat),
                work.observer(),
                work.of(),
                work.party());
    }

    private void leave(Flight flight, Seat seat) {
        synchronized (lock) {
            flight.leave(seat);
        }
    }

    /** Keeps an answer where that is still wanted; those that waited for it take it now. */
    List<Seat> landed(Flight flight, Map<String, Tensor> outputs) {
        if (flight.version().isOn()) {
            kept.put(flight.name().key(), flight.version(), outputs);
        }
        synchronized (lock) {
            flights.remove(flight.name(), flight);
            return flight.land();
        }
    }

    /** A leader gave no answer, and will not; what is told of one that leads no more is nothing. */
    void ended(Flight flight, Seat leader) {
        synchronized (lock) {
            if (!flight.loses(leader)) {
                return;
            }
        }
        // A leader may end while it is asked to run, so this is no recursion.
        for (Seat next = next(flight); next != null; next = next(flight)) {
            next.asker().looked(Lookup.MISS);
            next.asker().run(leading(flight, next));
        }
    }

    private @Nullable Seat next(Flight flight) {
        synchronized (lock) {
            Seat next = flight.nextLeader();
            if (flight.isOver()) {
                flights.remove(flight.name(), flight);
            }
            return next;
        }
    }

    /** Flights of works that run or wait now. */
    int count() {
        synchronized (lock) {
            return flights.size();
        }
    }
}
