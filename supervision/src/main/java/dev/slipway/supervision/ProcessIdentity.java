package dev.slipway.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One process, not to be confused with a later one that got the same number.
 *
 * @param startedAtMs start time as the system reports it, unix milliseconds
 */
public record ProcessIdentity(long pid, long startedAtMs) {

    public static ProcessIdentity current() {
        return of(ProcessHandle.current());
    }

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(
                process.pid(), process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli());
    }

    /**
     * Reads the form {@code pid:startedAtMs}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static ProcessIdentity parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("expected pid:startedAtMs but got '" + text + "'");
        }
        return new ProcessIdentity(
                Long.parseLong(text.substring(0, colon)),
                Long.parseLong(text.substring(colon + 1)));
    }

    /** The living process, or empty when it ended or its number went to another. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(this::isSame)
                .filter(process -> !hasOnlyToBeReaped());
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    private boolean isSame(ProcessHandle process) {
        return Math.abs(of(process).startedAtMs() - startedAtMs) <= 20;
    }

    /**
     * A dead process stays in the table until its parent asks for its status; an orphan's parent is
     * process 1, which in many containers never does.
     */
    private boolean hasOnlyToBeReaped() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException notLinux) {
            return false;
        }
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return pid + ":" + startedAtMs;
    }
}
