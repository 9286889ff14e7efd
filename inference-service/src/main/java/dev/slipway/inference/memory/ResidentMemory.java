package dev.slipway.inference.memory;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Memory of this process that is its own: files that are mapped are not counted where the kernel
 * tells them apart, since it takes their pages back when it needs them.
 */
final class ResidentMemory {
    private final Path status;

    /** Reads the file of this process. */
    ResidentMemory() {
        this(Path.of("/proc/self/status"));
    }

    ResidentMemory(Path status) {
        this.status = status;
    }

    /** In bytes; empty where it cannot be told. */
    OptionalLong bytes() {
        LabelledNumbers numbers = LabelledNumbers.of(status);
        OptionalLong own = numbers.bytes("RssAnon");
        return own.isPresent() ? own : numbers.bytes("VmRSS");
    }
}
