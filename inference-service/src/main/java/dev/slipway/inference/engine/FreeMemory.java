package dev.slipway.inference.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Memory that this process may still use: what Linux calls available, and what is left of its
 * control group's limit. Unknown where neither can be read.
 */
public final class FreeMemory {
    private static final String AVAILABLE = "MemAvailable:";

    private final Path meminfo;
    private final Path group;

    /** Reads the files of this machine. */
    public FreeMemory() {
        this(Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    FreeMemory(Path meminfo, Path group) {
        this.meminfo = meminfo;
        this.group = group;
    }

    /** In bytes; empty where it cannot be told. */
    public OptionalLong bytes() {
        OptionalLong machine = available();
        OptionalLong left = leftOfTheGroup();
        if (machine.isPresent() && left.isPresent()) {
            return OptionalLong.of(Math.min(machine.getAsLong(), left.getAsLong()));
        }
        return machine.isPresent() ? machine : left;
    }

    private OptionalLong available() {
        try {
            for (String line : Files.readAllLines(meminfo)) {
                if (line.startsWith(AVAILABLE)) {
                    String kib = line.substring(AVAILABLE.length()).replace("kB", "").strip();
                    return OptionalLong.of(Long.parseLong(kib) * 1024);
                }
            }
        } catch (IOException | NumberFormatException untold) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    private OptionalLong leftOfTheGroup() {
        try {
            String limit = Files.readString(group.resolve("memory.max")).strip();
            if (limit.equals("max")) {
                return OptionalLong.empty();
            }
            String used = Files.readString(group.resolve("memory.current")).strip();
            return OptionalLong.of(Math.max(0, Long.parseLong(limit) - Long.parseLong(used)));
        } catch (IOException | NumberFormatException untold) {
            return OptionalLong.empty();
        }
    }
}
