package dev.slipway.inference.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A file of the kernel with a name and a number on each line, sometimes with {@code kB} after. */
final class LabelledNumbers {
    private static final String KIB = "kB";

    private final Map<String, Long> bytes;

    private LabelledNumbers(Map<String, Long> bytes) {
        this.bytes = bytes;
    }

    /** What can be read of it; lines that say something else are left out. */
    static LabelledNumbers of(Path file) {
        Map<String, Long> bytes = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                read(line.strip(), bytes);
            }
        } catch (IOException untold) {
            bytes.clear();
        }
        return new LabelledNumbers(bytes);
    }

    private static void read(String line, Map<String, Long> bytes) {
        int colon = line.indexOf(':');
        int end = colon >= 0 ? colon : line.indexOf(' ');
        if (end <= 0) {
            return;
        }
        String value = line.substring(end + 1).strip();
        boolean kib = value.endsWith(KIB);
        String digits = kib ? value.substring(0, value.length() - KIB.length()).strip() : value;
        try {
            bytes.put(line.substring(0, end), Long.parseLong(digits) * (kib ? 1024 : 1));
        } catch (NumberFormatException other) {
            // Not all lines of these files are numbers.
        }
    }

    /** In bytes; empty where the file does not say it. */
    OptionalLong bytes(String name) {
        Long value = bytes.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
