package dev.slipway.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What Linux tells of a process in {@code /proc/PID/stat}.
 *
 * @param isDead whether it ended and has only to be reaped
 * @param startTicks clock ticks from the boot to its start
 */
record ProcessStat(boolean isDead, long startTicks) {
    /** Where the start stands, counted from the state, which is the third field. */
    private static final int START = 22 - 3;

    /** Empty when there is no such process, or no such file on this system. */
    static Optional<ProcessStat> of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /** The second field is the command's name in brackets, which may hold anything. */
    static Optional<ProcessStat> parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ProcessStat(
                            "Z".equals(fields[0]) || "X".equals(fields[0]),
                            Long.parseLong(fields[START])));
        } catch (NumberFormatException anotherSystem) {
            return Optional.empty();
        }
    }
}
