package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.dialect.oip.VersionStatistics;
import dev.slipway.inference.model.VersionId;

/** Puts together what was counted of a version. */
final class VersionCounts {
    private final RunCounters runs;
    private final RequestCounters requests;

    VersionCounts(RunCounters runs, RequestCounters requests) {
        this.runs = runs;
        this.requests = requests;
    }

    VersionStatistics of(VersionId version) {
        RunCounters ran = runs.of(new RunCounters.Version(version.model(), version.version()));
        RequestCounters asked = requests.of(version);
        long failed = 0;
        for (ErrorCode code : ErrorCode.values()) {
            failed += asked.refusedWith(code);
        }
        for (Phase phase : Phase.values()) {
            failed += asked.cancelledIn(phase);
        }
        return new VersionStatistics(
                ran.runRows(),
                ran.engineRuns(),
                ran.runRequests(),
                ran.waitedNanos(),
                ran.computeNanos(),
                asked.answeredTotal(),
                failed,
                asked.answeredNanos(),
                asked.failedNanos());
    }
}
