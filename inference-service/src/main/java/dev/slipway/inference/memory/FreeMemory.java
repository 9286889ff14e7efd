package dev.slipway.inference.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Memory that this process may still use: what Linux calls available, and what is left of its
 * control group's limit. Pages of files count as free in both: they are given back when memory is
 * needed, and an artefact that was just fetched is made of them.
 */
final class FreeMemory {
    /** Limits from here on are none: the older control groups write a huge number. */
    private static final long NO_LIMIT = 1L << 60;

    private final Path meminfo;
    private final Path group;

    /** Reads the files of this machine. */
    FreeMemory() {
        this(Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    FreeMemory(Path meminfo, Path group) {
        this.meminfo = meminfo;
        this.group = group;
    }

    /** Bytes that the machine has; empty where it cannot be told. */
    OptionalLong ofMachine() {
        return LabelledNumbers.of(meminfo).bytes("MemAvailable");
    }

    /** Bytes that are left of the group's limit; empty where there is none, or it is not told. */
    OptionalLong ofGroup() {
        OptionalLong left =
                left(
                        number(group.resolve("memory.max")),
                        number(group.resolve("memory.current")),
                        LabelledNumbers.of(group.resolve("memory.stat")),
                        "");
        return left.isPresent() ? left : ofOlderGroup();
    }

    private OptionalLong ofOlderGroup() {
        Path memory = group.resolve("memory");
        return left(
                number(memory.resolve("memory.limit_in_bytes")),
                number(memory.resolve("memory.usage_in_bytes")),
                LabelledNumbers.of(memory.resolve("memory.stat")),
                "total_");
    }

    /** Bytes of swap that this process may be given; 0 where it cannot be told. */
    long swapBytes() {
        long machine = LabelledNumbers.of(meminfo).bytes("SwapFree").orElse(0);
        OptionalLong limit = number(group.resolve("memory.swap.max"));
        OptionalLong used = number(group.resolve("memory.swap.current"));
        return limit.isPresent() && used.isPresent()
                ? Math.min(machine, Math.max(0, limit.getAsLong() - used.getAsLong()))
                : machine;
    }

    private static OptionalLong left(
            OptionalLong limit, OptionalLong used, LabelledNumbers stat, String prefix) {
        if (limit.isEmpty() || used.isEmpty() || limit.getAsLong() >= NO_LIMIT) {
            return OptionalLong.empty();
        }
        long files =
                stat.bytes(prefix + "inactive_file").orElse(0)
                        + stat.bytes(prefix + "active_file").orElse(0);
        long kept = Math.max(0, used.getAsLong() - files);
        return OptionalLong.of(Math.max(0, limit.getAsLong() - kept));
    }

    /** The only number of a file; a word such as {@code max} is none. */
    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException untold) {
            return OptionalLong.empty();
        }
    }
}
