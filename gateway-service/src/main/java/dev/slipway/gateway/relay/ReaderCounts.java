package dev.slipway.gateway.relay;

/** Counts clients that are given up since they do not read. */
public interface ReaderCounts {
    void closedUnread();
}
