package dev.slipway.inference.artefact;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time for each file. A file is known only while somebody has or awaits its turn. */
final class FileTurns {
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /**
     * The lock of one file.
     *
     * @param takers who has the turn and who waits for it
     */
    private record Turn(ReentrantLock lock, int takers) {}

    /** Waits until it is the caller's turn; the same thread ends it. */
    void begin(String sha256) throws InterruptedException {
        Turn turn =
                turns.compute(
                        sha256,
                        (_, known) ->
                                known == null
                                        ? new Turn(new ReentrantLock(), 1)
                                        : new Turn(known.lock(), known.takers() + 1));
        try {
            turn.lock().lockInterruptibly();
        } catch (InterruptedException unwanted) {
            leave(sha256);
            throw unwanted;
        }
    }

    void end(String sha256) {
        Turn turn = turns.get(sha256);
        if (turn == null) {
            throw new IllegalStateException("a turn was ended that had not begun");
        }
        turn.lock().unlock();
        leave(sha256);
    }

    private void leave(String sha256) {
        var _ =
                turns.computeIfPresent(
                        sha256,
                        (_, known) ->
                                known.takers() == 1
                                        ? null
                                        : new Turn(known.lock(), known.takers() - 1));
    }

    /** How many have or await a turn on the file. */
    int takers(String sha256) {
        Turn turn = turns.get(sha256);
        return turn == null ? 0 : turn.takers();
    }

    int files() {
        return turns.size();
    }
}
