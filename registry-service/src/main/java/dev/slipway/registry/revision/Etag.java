package dev.slipway.registry.revision;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes strong entity tags of the numbers that rise with each write of a resource. */
public final class Etag {
    private Etag() {}

    /** The tag of a resource that shows these rows, quoted. */
    public static String of(long... rowVersions) {
        return Arrays.stream(rowVersions)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining("-", "\"", "\""));
    }
}
