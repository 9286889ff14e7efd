package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.batching.BatchTimes;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.cache.Lookup;
import dev.slipway.inference.cache.LookupCounters;
import dev.slipway.inference.cache.VersionResponses;
import dev.slipway.inference.dialect.oip.VersionStatistics;
import dev.slipway.inference.model.VersionFacts;
import dev.slipway.inference.model.VersionId;
import java.util.ArrayList;
import java.util.List;

/** Puts together what was counted of a version. */
final class VersionCounts {
    private static final LookupCounters NOTHING = new LookupCounters();

    private final RunCounters runs;
    private final RequestCounters requests;

    VersionCounts(RunCounters runs, RequestCounters requests) {
        this.runs = runs;
        this.requests = requests;
    }

    VersionStatistics of(VersionFacts version) {
        VersionId id = version.id();
        RunCounters ran = runs.of(new RunCounters.Version(id.model(), id.version()));
        RequestCounters asked = requests.of(id);
        VersionResponses responses = version.responses();
        LookupCounters looked = responses == null ? NOTHING : responses.counters();
        long failed = 0;
        for (ErrorCode code : ErrorCode.values()) {
            failed += asked.refusedWith(code);
        }
        for (Phase phase : Phase.values()) {
            failed += asked.cancelledIn(phase);
        }
        BatchTimes times = ran.batchTimes();
        return new VersionStatistics(
                ran.lastRunMillis(),
                ran.runRows() + looked.answeredRows(),
                ran.engineRuns(),
                ran.runRequests(),
                ran.waitedNanos(),
                times.inputNanos(),
                times.inferNanos(),
                times.outputNanos(),
                asked.answeredTotal(),
                failed,
                asked.answeredNanos(),
                asked.failedNanos(),
                looked.total(Lookup.HIT) + looked.total(Lookup.JOINED),
                looked.nanos(Lookup.HIT) + looked.nanos(Lookup.JOINED),
                looked.total(Lookup.MISS),
                looked.nanos(Lookup.MISS),
                batches(times));
    }

    private static List<VersionStatistics.Batch> batches(BatchTimes times) {
        List<VersionStatistics.Batch> batches = new ArrayList<>();
        for (BatchTimes.OfSize size : times.sizes()) {
            batches.add(
                    new VersionStatistics.Batch(
                            size.rows(),
                            size.runs(),
                            size.inputNanos(),
                            size.inferNanos(),
                            size.outputNanos()));
        }
        return batches;
    }
}
