package dev.slipway.inference.assignment;

import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.HeartbeatReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When the registry was heard, which decides about what has run out meanwhile: where this replica
 * could not renew, a gateway could not either, and its requests are served on.
 */
public final class RegistryContact {
    /** How long a gateway may need to renew after the registry is back. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private static final Heard NOTHING = new Heard(Instant.MIN, Instant.MIN, Instant.MIN, false);

    private final InstantSource clock;
    private volatile Heard heard = NOTHING;
    private Instant begun = Instant.MIN;

    /**
     * What was heard. A stretch of answered heartbeats that ends before {@link #GRACE} is over was
     * too short to renew for everybody, and is as good as none.
     *
     * @param before the last answer of the stretch before
     * @param since when an outage ended and this stretch began
     * @param last its latest answer
     * @param goesOn whether none failed since
     */
    private record Heard(Instant before, Instant since, Instant last, boolean goesOn) {}

    public RegistryContact(InstantSource clock) {
        this.clock = clock;
    }

    /** The same registry, and this notes what comes of each heartbeat. */
    public Registry noting(Registry registry) {
        return beat -> noted(registry, beat);
    }

    private HeartbeatReply noted(Registry registry, Heartbeat beat) throws RegistryAwayException {
        try {
            HeartbeatReply reply = registry.heartbeat(beat);
            answered();
            return reply;
        } catch (RegistryAwayException away) {
            silent();
            throw away;
        }
    }

    synchronized void answered() {
        Instant now = clock.instant();
        Heard was = heard;
        if (now.isBefore(was.last())) {
            // The clock was set back: what it said before is no longer comparable.
            was = NOTHING;
        }
        if (was.goesOn()) {
            heard = new Heard(was.before(), was.since(), now, true);
            return;
        }
        // Whoever just started knows of no outage.
        Instant since = begun.equals(Instant.MIN) ? Instant.MIN : now;
        heard = new Heard(was.last(), since, now, true);
        begun = now;
    }

    synchronized void silent() {
        Heard was = heard;
        if (was.goesOn()) {
            boolean lasted = !was.last().isBefore(begun.plus(GRACE));
            Instant until = lasted ? was.last() : was.before();
            heard = new Heard(until, until, until, false);
        }
    }

    /**
     * Whether what holds from one time to another, and not now, is taken nevertheless. When this
     * clock was set back, no renewal makes it hold, and while the registry is away there is none.
     */
    public boolean excuses(Instant issued, Instant expired) {
        Heard then = heard;
        Instant now = clock.instant();
        if (!now.isBefore(issued)) {
            return excuses(expired);
        }
        boolean away = !then.goesOn() || now.isBefore(then.since().plus(GRACE));
        return away && !then.last().isAfter(expired);
    }

    /**
     * Whether somebody who holds what expired then may not have been able to renew it: no heartbeat
     * succeeded since, or the first one that did was just now, after an outage.
     */
    boolean excuses(Instant expired) {
        Heard then = heard;
        if (!then.last().isAfter(expired)) {
            return true;
        }
        if (!then.goesOn() || then.before().isAfter(expired)) {
            return false;
        }
        Instant first = then.since().isAfter(expired) ? then.since() : expired;
        return clock.instant().isBefore(first.plus(GRACE));
    }
}
