package dev.slipway.local;

import dev.slipway.local.deploy.SentShare;
import dev.slipway.local.deploy.UploadReport;
import java.util.function.LongSupplier;

/** Draws an upload on a terminal as one line, at most five times a second. */
final class UploadBar implements UploadReport {
    private static final long REDRAW_NANOS = 200_000_000;

    /** A longer line would be broken by a terminal of the usual 80, and not be redrawn. */
    private static final int COLUMNS = 79;

    private static final int CELLS = 20;

    private final String model;
    private final Progress progress;
    private final LongSupplier nanos;
    private final long begun;
    private long drawnAt;
    private boolean sentAll;

    UploadBar(String model, long bytes, Progress progress, LongSupplier nanos) {
        this.model = model;
        this.progress = progress;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.drawnAt = begun;
        progress.redraw(line(new SentShare(0, Math.max(1, bytes), 0)));
    }

    @Override
    public void sent(long bytes, long total) {
        long now = nanos.getAsLong();
        SentShare share = new SentShare(bytes, total, now - begun);
        if (sentAll || (!share.isAll() && now - drawnAt < REDRAW_NANOS)) {
            return;
        }
        drawnAt = now;
        progress.redraw(line(share));
        if (share.isAll()) {
            sentAll = true;
            progress.accept(UploadLines.SENT_ALL);
        }
    }

    @Override
    public void ended() {
        progress.endRedrawn();
    }

    private String line(SentShare share) {
        int full = share.percent() * CELLS / 100;
        String head = full == 0 || full == CELLS ? "" : ">";
        String bar = "=".repeat(full - head.length()) + head + " ".repeat(CELLS - full);
        String rest = "  [" + bar + "] " + share.text();
        return "uploading " + shortened(COLUMNS - "uploading ".length() - rest.length()) + rest;
    }

    private String shortened(int width) {
        return model.length() <= width ? model : model.substring(0, width - 2) + "..";
    }
}
