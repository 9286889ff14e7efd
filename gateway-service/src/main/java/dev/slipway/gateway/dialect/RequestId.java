package dev.slipway.gateway.dialect;

import dev.slipway.contract.Headers;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Names requests: the client's own name where it is short and printable, else a fresh UUIDv7. */
public final class RequestId {
    private final LongSupplier epochMillis;
    private final RandomGenerator random;

    public RequestId(LongSupplier epochMillis, RandomGenerator random) {
        this.epochMillis = epochMillis;
        this.random = random;
    }

    public String of(@Nullable String sent) {
        return sent != null && isFit(sent) ? sent : fresh();
    }

    private static boolean isFit(String sent) {
        if (sent.isEmpty() || sent.length() > Headers.REQUEST_ID_MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < sent.length(); i++) {
            if (sent.charAt(i) <= ' ' || sent.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private String fresh() {
        long high = (epochMillis.getAsLong() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
