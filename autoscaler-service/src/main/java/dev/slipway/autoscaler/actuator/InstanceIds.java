package dev.slipway.autoscaler.actuator;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/** Makes UUIDv7: the milliseconds first, then noise. */
public final class InstanceIds {
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public InstanceIds(InstantSource clock) {
        this.clock = clock;
    }

    public UUID next() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
