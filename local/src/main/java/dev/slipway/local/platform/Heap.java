package dev.slipway.local.platform;

import java.util.List;

/**
 * A JVM's heap. The young part is fixed and small: by default it is a third of the most, and each
 * byte of it is touched, and so paid for, before the first collection.
 *
 * @param mostMegabytes what the heap may grow to
 * @param youngMegabytes what new objects fill before they are collected
 */
record Heap(int mostMegabytes, int youngMegabytes) {
    private static final int FIRST_OLD_MEGABYTES = 8;

    Heap {
        if (youngMegabytes < 1 || mostMegabytes < youngMegabytes + FIRST_OLD_MEGABYTES) {
            throw new IllegalArgumentException("the young part must leave room for the old one");
        }
    }

    List<String> flags() {
        return List.of(
                "-Xms" + (youngMegabytes + FIRST_OLD_MEGABYTES) + "m",
                "-Xmn" + youngMegabytes + "m",
                "-Xmx" + mostMegabytes + "m");
    }
}
