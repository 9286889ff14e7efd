package dev.slipway.gateway.relay;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that are on their way, so that a closing door can tell them. */
public final class Passages {
    private final Set<Passage> all = ConcurrentHashMap.newKeySet();

    public void enter(Passage passage) {
        all.add(passage);
    }

    public void leave(Passage passage) {
        all.remove(passage);
    }

    public void shutDown() {
        for (Passage passage : all) {
            passage.onThread(passage::shutDown);
        }
    }
}
