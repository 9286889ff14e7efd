package dev.slipway.local;

import dev.slipway.local.deploy.DeploymentReport;
import dev.slipway.local.deploy.UploadReport;
import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells a person what happens, with the seconds since the beginning. */
public final class Progress implements DeploymentReport {
    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final long beginning;
    private int drawn;

    /**
     * Tells it on one stream.
     *
     * @param terminal whether a line that is shown can be redrawn
     */
    Progress(PrintStream out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
        this.beginning = nanos.getAsLong();
    }

    /** On standard output, which is a terminal or, in a pipe or a container, none. */
    public static Progress onStandardOutput() {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return new Progress(System.out, terminal, System::nanoTime);
    }

    @Override
    public synchronized void accept(String text) {
        endRedrawn();
        out.printf("%6.1f s  %s%n", (nanos.getAsLong() - beginning) / 1e9, text);
        out.flush();
    }

    @Override
    public UploadReport upload(String model, long bytes) {
        return terminal
                ? new UploadBar(model, bytes, this, nanos)
                : new UploadLines(model, bytes, this, nanos);
    }

    /** Shows a line in place of the one that was drawn last. */
    synchronized void redraw(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        out.flush();
        drawn = line.length();
    }

    /** Leaves the line that was drawn last as it is; what follows is below it. */
    synchronized void endRedrawn() {
        if (drawn > 0) {
            out.println();
            out.flush();
            drawn = 0;
        }
    }
}
