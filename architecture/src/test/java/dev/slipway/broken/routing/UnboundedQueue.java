package dev.slipway.broken.routing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;

final class UnboundedQueue {
    final List<Queue<String>> queues =
            List.of(
                    new LinkedBlockingQueue<>(),
                    new LinkedBlockingDeque<>(),
                    new LinkedTransferQueue<>(),
                    new ConcurrentLinkedQueue<>(),
                    new ConcurrentLinkedDeque<>());
}
