package dev.slipway.gateway.quarantine;

import dev.slipway.gateway.routing.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A body, by the replicas that were lost while they worked on it. Its owner guards it. */
final class Suspect {
    /** More are not needed to be sure, whatever becomes of those that no probe has told of yet. */
    private static final int MOST_LOSSES = 8;

    private final List<Loss> losses = new ArrayList<>(2);
    private long sinceNanos;

    /** When the last one was lost. */
    long sinceNanos() {
        return sinceNanos;
    }

    void lost(Replica replica, long nowNanos) {
        sinceNanos = nowNanos;
        losses.removeIf(Loss::isOnlyConnection);
        if (losses.size() < MOST_LOSSES && !isAmongLosses(replica.instance())) {
            losses.add(new Loss(replica));
        }
    }

    private boolean isAmongLosses(UUID instance) {
        for (Loss loss : losses) {
            if (loss.instance().equals(instance)) {
                return true;
            }
        }
        return false;
    }

    int deaths() {
        int deaths = 0;
        for (Loss loss : losses) {
            deaths += loss.isDeath() ? 1 : 0;
        }
        return deaths;
    }

    /** Whether it died on another instance than this one. */
    boolean diedBeside(UUID instance) {
        for (Loss loss : losses) {
            if (loss.isDeath() && !loss.instance().equals(instance)) {
                return true;
            }
        }
        return false;
    }

    private boolean diedOn(UUID instance) {
        for (Loss loss : losses) {
            if (loss.isDeath() && loss.instance().equals(instance)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this one was there each time that the other one was. */
    boolean explains(Suspect other) {
        for (Loss loss : other.losses) {
            if (loss.isDeath() && !diedOn(loss.instance())) {
                return false;
            }
        }
        return true;
    }
}
