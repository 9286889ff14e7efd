package dev.slipway.gateway.access;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that were let in and are not reported yet, by prefix; from any thread. */
public final class KeyUses {
    /** More are not kept: a key that is not noted now is noted when it is used again. */
    private static final int MOST_KEPT = 100_000;

    private final Set<String> prefixes = ConcurrentHashMap.newKeySet();

    /** On the way of every request: a look, and for a key that is new here one entry. */
    void used(String prefix) {
        if (!prefixes.contains(prefix) && prefixes.size() < MOST_KEPT) {
            prefixes.add(prefix);
        }
    }

    int count() {
        return prefixes.size();
    }

    /** Takes out so many at most; who is used from now on is kept anew. */
    List<String> take(int most) {
        List<String> taken = new ArrayList<>(Math.min(most, prefixes.size()));
        for (Iterator<String> all = prefixes.iterator(); all.hasNext() && taken.size() < most; ) {
            String prefix = all.next();
            all.remove();
            taken.add(prefix);
        }
        return taken;
    }

    /** What was taken is still to be reported. */
    void giveBack(List<String> taken) {
        prefixes.addAll(taken);
    }
}
