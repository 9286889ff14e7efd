package dev.slipway.supervision;

import java.time.Instant;
import java.util.Optional;

/**
 * One process, not to be confused with a later one that got the same number.
 *
 * <p>The start time is derived from the wall clock, and two processes may derive it differently
 * when that clock was set in between; the ticks are counted from the boot and never change, so they
 * decide where both sides know them.
 *
 * @param startedAtMs start time as the system reports it, unix milliseconds
 * @param startTicks clock ticks from the boot to the start, or {@link #UNKNOWN_TICKS}
 */
public record ProcessIdentity(long pid, long startedAtMs, long startTicks) {
    /** Where the system does not tell. */
    public static final long UNKNOWN_TICKS = -1;

    /** Without ticks: the system rounds the time of the boot to seconds. */
    private static final long TOLERANCE_MS = 1_000;

    public ProcessIdentity(long pid, long startedAtMs) {
        this(pid, startedAtMs, UNKNOWN_TICKS);
    }

    public static ProcessIdentity current() {
        return of(ProcessHandle.current());
    }

    public static ProcessIdentity of(ProcessHandle process) {
        return of(process, ProcessStat.of(process.pid()));
    }

    private static ProcessIdentity of(ProcessHandle process, Optional<ProcessStat> stat) {
        return new ProcessIdentity(
                process.pid(),
                process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli(),
                stat.map(ProcessStat::startTicks).orElse(UNKNOWN_TICKS));
    }

    /**
     * Reads the form {@code pid:startedAtMs} or {@code pid:startedAtMs:startTicks}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static ProcessIdentity parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("expected pid:startedAtMs but got '" + text + "'");
        }
        return new ProcessIdentity(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                parts.length == 3 ? Long.parseLong(parts[2]) : UNKNOWN_TICKS);
    }

    /** The living process, or empty when it ended or its number went to another. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThisAndRuns);
    }

    /**
     * A dead process stays in the table until its parent asks for its status; an orphan's parent is
     * process 1, which in many containers never does.
     */
    private boolean isThisAndRuns(ProcessHandle process) {
        Optional<ProcessStat> stat = ProcessStat.of(pid);
        return isSame(of(process, stat)) && stat.filter(ProcessStat::isDead).isEmpty();
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    /** Whether the other, with the same number, is this process. */
    boolean isSame(ProcessIdentity other) {
        return (startTicks >= 0 && other.startTicks >= 0)
                ? startTicks == other.startTicks
                : Math.abs(other.startedAtMs - startedAtMs) <= TOLERANCE_MS;
    }

    /** The form {@code pid:startedAtMs}, which every version reads. */
    String withoutTicks() {
        return pid + ":" + startedAtMs;
    }

    /** The form that {@link #parse} reads, with the ticks where they are known. */
    @Override
    public String toString() {
        return startTicks < 0 ? withoutTicks() : withoutTicks() + ":" + startTicks;
    }
}
