package dev.slipway.local;

import dev.slipway.local.deploy.DeploymentReport;
import dev.slipway.local.deploy.SentShare;
import dev.slipway.local.deploy.UploadReport;
import java.util.function.LongSupplier;

/** Tells of an upload where nothing can be redrawn: each tenth, at most every two seconds. */
final class UploadLines implements UploadReport {
    static final String SENT_ALL = "checking and storing";
    private static final long LINE_NANOS = 2_000_000_000;

    private final String model;
    private final Progress progress;
    private final LongSupplier nanos;
    private final long begun;
    private long toldAt;
    private int toldTenth;

    UploadLines(String model, long bytes, Progress progress, LongSupplier nanos) {
        this.model = model;
        this.progress = progress;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.toldAt = begun;
        progress.accept(DeploymentReport.beginning(model, bytes));
    }

    @Override
    public void sent(long bytes, long total) {
        long now = nanos.getAsLong();
        SentShare share = new SentShare(bytes, total, now - begun);
        int tenth = share.percent() / 10;
        if (tenth <= toldTenth || (!share.isAll() && now - toldAt < LINE_NANOS)) {
            return;
        }
        toldTenth = tenth;
        toldAt = now;
        progress.accept(share.isAll() ? SENT_ALL : "uploading " + model + " " + share.text());
    }
}
