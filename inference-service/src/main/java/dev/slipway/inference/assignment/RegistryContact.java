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

    private final InstantSource clock;
    private volatile Heard heard = new Heard(Instant.MIN, Instant.MIN, Instant.MIN, true);

    /**
     * The last two stretches of time in which every heartbeat was answered.
     *
     * @param before end of the one before
     * @param since begin of the last one
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
        heard =
                was.goesOn() || was.last().equals(Instant.MIN)
                        ? new Heard(was.before(), was.since(), now, true)
                        : new Heard(was.last(), now, now, true);
    }

    synchronized void silent() {
        Heard was = heard;
        heard = new Heard(was.before(), was.since(), was.last(), false);
    }

    /**
     * Whether somebody who holds what expired then may not have been able to renew it: no heartbeat
     * succeeded since, or the first one that did was just now, after an outage.
     */
    public boolean excuses(Instant expired) {
        Heard now = heard;
        if (!now.last().isAfter(expired)) {
            return true;
        }
        if (now.before().isAfter(expired)) {
            return false;
        }
        Instant first = now.since().isAfter(expired) ? now.since() : expired;
        return clock.instant().isBefore(first.plus(GRACE));
    }
}
