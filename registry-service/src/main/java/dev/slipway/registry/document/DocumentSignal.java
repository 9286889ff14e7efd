package dev.slipway.registry.document;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells loops of this process, after a commit, that something changed. */
public final class DocumentSignal {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener; it must return at once and not throw. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void changed() {
        listeners.forEach(Runnable::run);
    }
}
