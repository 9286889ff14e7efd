package dev.slipway.inference.batching;

import java.util.List;

/**
 * A batch that left the queue.
 *
 * @param works not empty
 * @param why they are not more
 * @param lone whether it is all of one request, and nothing else waited or ran when it left
 * @param othersWait whether something stayed in the queue
 */
record Taken(List<QueuedWork> works, ReleaseReason why, boolean lone, boolean othersWait) {}
