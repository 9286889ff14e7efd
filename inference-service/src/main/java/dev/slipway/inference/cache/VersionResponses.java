package dev.slipway.inference.cache;

import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.cache.Flights.Boarding;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one version's answers, as its deployment wants it. Works are looked up one by
 * one, at the level of tensors: every dialect profits, and a text is found whatever list it comes
 * in.
 */
public final class VersionResponses implements AutoCloseable {
    /**
     * What a work costs on the heap beside itself while it runs for others or waits for one: its
     * key (48 bytes), seat (32), sink and second work (64), flight with its name (136), places in
     * two maps (96) and what hears of its cancelling (80); rounded up.
     */
    public static final int BYTES_OF_A_WORK = 512;

    private final ResponseCache cache;
    private final String model;
    private final int version;
    private final String seal;
    private final LookupCounters counters = new LookupCounters();
    private volatile ResponseCaching caching = ResponseCaching.NONE;

    VersionResponses(ResponseCache cache, String model, int version, String seal) {
        this.cache = cache;
        this.model = model;
        this.version = version;
        this.seal = seal;
    }

    public String model() {
        return model;
    }

    public int version() {
        return version;
    }

    public LookupCounters counters() {
        return counters;
    }

    /** Whether anything is looked up. */
    public boolean isOn() {
        return caching != ResponseCaching.NONE;
    }

    /** Holds for works that come from now on; what is kept under another word is let go. */
    public void keep(ResponseCaching wanted) {
        if (caching != wanted) {
            caching = wanted;
            cache.drop(this);
        }
    }

    /**
     * Answers works whose answer is kept, at once and on this thread, and has those wait that equal
     * one that is under way. It stops early where an answer ends their request.
     *
     * @return those that are to be run instead of those that were given
     */
    public List<Work> unanswered(List<Work> works, Asker asker) {
        ResponseCaching now = caching;
        if (now == ResponseCaching.NONE) {
            return works;
        }
        RequestDigest digest = new RequestDigest();
        List<Work> missing = new ArrayList<>();
        for (Work work : works) {
            if (work.request().cancel().isCancelled()) {
                break;
            }
            long begun = cache.now();
            String tenant = now == ResponseCaching.SHARED ? null : work.of().tenant();
            Work toRun = lookUp(digest.of(seal, tenant, work.request()), work, asker, begun);
            if (toRun != null) {
                missing.add(toRun);
            }
        }
        return missing;
    }

    private @Nullable Work lookUp(AnswerKey key, Work work, Asker asker, long begun) {
        Map<String, Tensor> kept = cache.kept().get(key);
        if (kept != null) {
            asker.looked(Lookup.HIT);
            counters.looked(Lookup.HIT, cache.now() - begun);
            answer(work, kept);
            return null;
        }
        // Told before it waits: whoever it waits for may answer it at once.
        asker.looked(Lookup.JOINED);
        Boarding boarding = cache.flights().board(key, this, work, asker);
        boolean misses = boarding instanceof Boarding.Leads;
        counters.looked(misses ? Lookup.MISS : Lookup.JOINED, cache.now() - begun);
        return switch (boarding) {
            case Boarding.Answered(Map<String, Tensor> outputs) -> {
                answer(work, outputs);
                yield null;
            }
            case Boarding.Waits _ -> null;
            case Boarding.Leads(Work leading) -> {
                asker.looked(Lookup.MISS);
                yield leading;
            }
        };
    }

    private void answer(Work work, Map<String, Tensor> outputs) {
        answeredBesides(work);
        Seat.answer(work, outputs);
    }

    /** A work is answered without a run of its own. */
    void answeredBesides(Work work) {
        counters.answered(rows(work));
    }

    /** As the queue counts them: those of any input; one where the graph takes none. */
    private static int rows(Work work) {
        for (Tensor input : work.request().inputs().values()) {
            return input.rows();
        }
        return 1;
    }

    /** The version is unloaded: nothing of it is kept any more. */
    @Override
    public void close() {
        caching = ResponseCaching.NONE;
        cache.forget(this);
    }
}
