package dev.slipway.inference.cache;

import dev.slipway.inference.batching.Work;

/**
 * The request whose works are looked up. It is called from any thread, that of another request
 * among them, so its methods must not block and must not throw.
 */
public interface Asker {
    /** What became of one of its works; of one that joined and runs after all it is told twice. */
    void looked(Lookup result);

    /** A work that joined another one has to run itself, since that one gave no answer. */
    void run(Work work);
}
