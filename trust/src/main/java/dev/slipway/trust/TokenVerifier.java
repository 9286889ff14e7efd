package dev.slipway.trust;

import dev.slipway.supervision.environment.SettingException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens. A signature is checked once for each token: what it said is kept under the token's
 * text, and each later look costs a comparison and the clock. Nothing that was refused is kept, so
 * that only the registry can fill the place.
 *
 * <p>Clocks of machines may differ by {@link #SKEW}: a token holds so much longer than it says, and
 * so much earlier.
 */
public final class TokenVerifier {
    /** How far the clocks of two machines may be apart. */
    public static final Duration SKEW = Duration.ofSeconds(60);

    private static final int MOST_KEPT = 2048;
    private static final int MOST_CHARACTERS = 2048;

    private final List<PublicKey> keys;
    private final InstantSource clock;
    private final Predicate<ServiceToken> excuses;
    private final int mostKept;
    private final ConcurrentHashMap<String, Known> kept = new ConcurrentHashMap<>();

    private record Known(
            ServiceToken token, Optional<ServiceToken> answer, long firstMs, long lastMs) {
        static Known of(ServiceToken token) {
            return new Known(
                    token,
                    Optional.of(token),
                    token.issuedAt().minus(SKEW).toEpochMilli(),
                    token.expiresAt().plus(SKEW).toEpochMilli());
        }
    }

    /** A verifier that takes no token out of its time. */
    public TokenVerifier(String keys, InstantSource clock) {
        this(keys, clock, _ -> false);
    }

    /**
     * A verifier.
     *
     * @param keys X.509 in base64, several separated by commas while keys are changed
     * @param excuses asked at each look whether a token is taken although it has expired or is not
     *     yet valid
     * @throws SettingException when one is no Ed25519 key, or there is none
     */
    public TokenVerifier(String keys, InstantSource clock, Predicate<ServiceToken> excuses) {
        this(keys, clock, excuses, MOST_KEPT);
    }

    TokenVerifier(String keys, InstantSource clock, Predicate<ServiceToken> excuses, int mostKept) {
        this.keys = read(keys);
        this.clock = clock;
        this.excuses = excuses;
        this.mostKept = mostKept;
    }

    private static List<PublicKey> read(String keys) {
        List<PublicKey> read = new ArrayList<>();
        try {
            for (String key : keys.split(",", -1)) {
                read.add(Ed25519.publicKey(key));
            }
        } catch (IllegalArgumentException noKey) {
            throw new SettingException(
                    "SLIPWAY_VERIFY_KEY must be a public key, or several with commas between, each"
                            + " Ed25519, X.509 in base64; ./slipway secrets makes one");
        }
        return List.copyOf(read);
    }

    /** What the token says; empty when it is forged, too old, too new or for somebody else. */
    public Optional<ServiceToken> verify(String text, Role audience) {
        Known known = kept.get(text);
        if (known == null) {
            known = checked(text, audience);
            if (known == null) {
                return Optional.empty();
            }
            keep(text, known);
        }
        if (known.token().audience() != audience) {
            return Optional.empty();
        }
        if (!isTimely(known)) {
            kept.remove(text, known);
            return Optional.empty();
        }
        return known.answer();
    }

    private @Nullable Known checked(String text, Role audience) {
        int dot = text.lastIndexOf('.');
        if (text.length() > MOST_CHARACTERS
                || !text.startsWith(TokenSigner.PREFIX)
                || dot < TokenSigner.PREFIX.length()) {
            return null;
        }
        Optional<Known> said =
                ServiceToken.ofClaims(text.substring(TokenSigner.PREFIX.length(), dot))
                        .filter(token -> token.audience() == audience)
                        .map(Known::of)
                        .filter(this::isTimely);
        return said.isPresent() && isSigned(text, dot) ? said.get() : null;
    }

    private boolean isSigned(String text, int dot) {
        String claims = TokenSigner.PURPOSE + text.substring(0, dot);
        String signature = text.substring(dot + 1);
        for (PublicKey key : keys) {
            if (Ed25519.fits(key, claims, signature)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTimely(Known known) {
        long now = clock.millis();
        return (now >= known.firstMs() && now <= known.lastMs()) || excuses.test(known.token());
    }

    private void keep(String text, Known known) {
        if (kept.size() >= mostKept) {
            long now = clock.millis();
            kept.values().removeIf(old -> now > old.lastMs());
            if (kept.size() >= mostKept) {
                kept.clear();
            }
        }
        kept.put(text, known);
    }

    int kept() {
        return kept.size();
    }

    /** Whether it takes what this signer signs: to be asked once, where both are. */
    public boolean trusts(TokenSigner signer) {
        Instant now = clock.instant();
        ServiceToken probe =
                new ServiceToken(Role.REGISTRY, Role.REGISTRY, "probe", now, now.plus(SKEW), null);
        String text = signer.sign(probe);
        return isSigned(text, text.lastIndexOf('.'));
    }
}
