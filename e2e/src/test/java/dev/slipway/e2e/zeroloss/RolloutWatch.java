package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.AdminApi;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Notes when each state of a rollout was first seen. A state is seen after it was entered, never
 * before, so what is judged by these times is judged strictly.
 */
final class RolloutWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final List<String> ORDER =
            List.of("preparing", "progressing", "baking", "completed");

    private final AdminApi registry;
    private final String model;
    private final String id;
    private final Map<String, Long> firstSeen = new ConcurrentHashMap<>();
    private volatile boolean closed;

    RolloutWatch(AdminApi registry, String model, String id) {
        this.registry = registry;
        this.model = model;
        this.id = id;
        Thread.ofVirtual().start(this::poll);
    }

    OptionalLong seenAt(String state) {
        Long at = firstSeen.get(state);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** Waits until a state was seen and returns when. */
    long await(String state, Duration limit) {
        awaitSeen(List.of(state), limit);
        return seenAt(state)
                .orElseThrow(() -> new AssertionError("rollout never " + state + ": " + firstSeen));
    }

    /**
     * Waits until a state or a later one was seen: on a busy machine one may pass between polls.
     */
    void awaitOrLater(String state, Duration limit) {
        awaitSeen(ORDER.subList(ORDER.indexOf(state), ORDER.size()), limit);
    }

    private void awaitSeen(List<String> enough, Duration limit) {
        Awaitility.await("rollout " + String.join(" or ", enough))
                .atMost(limit)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> enough.stream().anyMatch(firstSeen::containsKey) || hasFailed());
    }

    boolean hasEnded() {
        return firstSeen.containsKey("completed") || hasFailed();
    }

    private boolean hasFailed() {
        return firstSeen.containsKey("failed")
                || firstSeen.containsKey("aborted")
                || firstSeen.containsKey("rolled_back");
    }

    /** The states in order, with seconds since a moment. */
    String since(long moment) {
        Map<Long, String> ordered = new TreeMap<>();
        firstSeen.forEach((state, at) -> ordered.put(at, state));
        StringBuilder text = new StringBuilder();
        ordered.forEach(
                (at, state) -> text.append("%s %.2f s, ".formatted(state, (at - moment) / 1e9)));
        return text.isEmpty() ? "nothing" : text.substring(0, text.length() - 2);
    }

    private void poll() {
        while (!closed && !hasEnded()) {
            try {
                String state = registry.rolloutState(model, id);
                firstSeen.putIfAbsent(state, System.nanoTime());
            } catch (IOException | AssertionError away) {
                // The registry is away, which is what some of the runs are about.
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
