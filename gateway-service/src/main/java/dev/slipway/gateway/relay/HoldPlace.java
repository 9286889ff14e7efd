package dev.slipway.gateway.relay;

import dev.slipway.gateway.hold.Hold;
import dev.slipway.gateway.hold.LateRefusals;
import java.util.function.LongSupplier;

/**
 * One request's place in the hold, and why it waits there; to be called on the request's thread,
 * but wake().
 */
final class HoldPlace implements Hold.Waiter {
    private final Passage passage;
    private final Hold hold;
    private final LateRefusals late;
    private final String key;
    private final LongSupplier bytes;
    private boolean foundNobody;
    private boolean sentBack;

    HoldPlace(Passage passage, RelayHouse house, String key, LongSupplier bytes) {
        this.passage = passage;
        this.hold = house.hold();
        this.late = house.late();
        this.key = key;
        this.bytes = bytes;
    }

    /** No replica can be used now. */
    Hold.Entered enter(long generation) {
        foundNobody = true;
        return hold.enter(this, generation);
    }

    /** The replica that was asked has no room. */
    Hold.Entered enterSentBack() {
        Hold.Entered entered = hold.enterSentBack(this);
        sentBack = entered == Hold.Entered.WAITING;
        return entered;
    }

    /** A replica is asked: that another one had no room is over. */
    void asksReplica() {
        sentBack = false;
    }

    /** Whether it waits, or waited last, since no replica could be used. */
    boolean noneWasReady() {
        return foundNobody && !sentBack;
    }

    void leave() {
        hold.leave(this);
    }

    /** It gets none: no replica would answer it in the time that is left. */
    void refusedAsLate(long nanosLeft) {
        late.refused(key, nanosLeft);
    }

    /** There is room again for others who wait for the same. */
    void pump() {
        hold.pump(key);
    }

    @Override
    public void wake() {
        passage.onThread(() -> {
            try {
                passage.wake();
            } finally {
                hold.resumed(key);
            }
        });
    }

    @Override
    public String holdKey() {
        return key;
    }

    @Override
    public long holdBytes() {
        return bytes.getAsLong();
    }
}
