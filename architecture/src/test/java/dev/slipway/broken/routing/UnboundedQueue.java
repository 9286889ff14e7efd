package dev.slipway.broken.routing;

import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;

final class UnboundedQueue {
    final Queue<String> queue = new LinkedBlockingQueue<>();
}
