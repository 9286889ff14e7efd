package dev.slipway.inference.memory;

/**
 * What a version lacked when it was to be loaded, in bytes.
 *
 * @param weights of its files
 * @param needed at least, to be loaded
 * @param free for it
 * @param bound what leaves no more
 * @param heapRoom what the heap may still take of the process's limit, not part of free there
 */
public record Shortage(long weights, long needed, long free, Bound bound, long heapRoom) {
    private static final long MIB = 1L << 20;

    /** What bounds the memory of a process; the narrowest counts. */
    public enum Bound {
        /** What the machine has. */
        MACHINE,
        /** The limit of the process's control group. */
        LIMIT,
        /** What was set for this service. */
        SETTING
    }

    /** One sentence with the numbers, for people, and what they can do. */
    public String sentence() {
        return "it does not fit into memory: it needs at least "
                + roundedUp(needed)
                + " MiB, "
                + roundedUp(weights)
                + " of them for its weights, and "
                + Math.max(0, free) / MIB
                + " MiB are free "
                + remedy()
                + ", have fewer versions on this replica, or use a pool of larger replicas";
    }

    private String remedy() {
        return switch (bound) {
            case MACHINE -> "on its machine; give that more memory";
            case LIMIT ->
                    "of this replica's limit, beside the "
                            + heapRoom / MIB
                            + " MiB that its heap may still take; raise the limit";
            case SETTING -> "of what SLIPWAY_MAX_NATIVE_BYTES allows; raise it";
        };
    }

    /** So that what is needed never reads as what is free. */
    private static long roundedUp(long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
