package dev.slipway.trust;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Seals a {@link Caller} into the {@code X-Slipway-Caller} header and opens it again. A gateway
 * signs with the key whose public half its own token names, so a header is worth something only
 * beside a token of the gateway that wrote it, and only for a minute. Form: {@code v1}, base64url
 * of length-prefixed fields, signature, with dots between.
 */
public final class CallerSeal {
    /** How long a header holds; clocks may differ by {@link TokenVerifier#SKEW} besides. */
    static final Duration LIFETIME = Duration.ofSeconds(60);

    private static final String PREFIX = "v1.";
    private static final String PURPOSE = "slipway caller ";
    private static final int MOST_CHARACTERS = 32 << 10;

    private final ServiceTokens tokens;
    private final InstantSource clock;

    public CallerSeal(ServiceTokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * To be sent beside this gateway's token; empty text, which nobody opens, before it has one.
     */
    public String seal(Caller caller) {
        return tokens.own().callerKey().map(key -> sealed(caller, key)).orElse("");
    }

    private String sealed(Caller caller, SigningKeyPair key) {
        String said =
                PREFIX
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(written(caller, clock.millis()));
        return said + "." + Ed25519.sign(Ed25519.privateKey(key.privateKey()), PURPOSE + said);
    }

    private static byte[] written(Caller caller, long nowMs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(nowMs);
            out.writeUTF(caller.principal());
            out.writeUTF(caller.tenantId());
            out.writeInt(caller.grants().size());
            for (Grant grant : caller.grants()) {
                out.writeUTF(grant.action().name());
                out.writeUTF(grant.model());
            }
        } catch (IOException tooLong) {
            throw new UncheckedIOException("a caller cannot be written", tooLong);
        }
        return bytes.toByteArray();
    }

    /**
     * Who asks; empty when the header was not written by the gateway whose token came with it, or
     * too long ago.
     *
     * @param token the service token of the same request
     * @param audience who takes both
     */
    public Optional<Caller> open(String header, String token, Role audience) {
        int dot = header.lastIndexOf('.');
        if (header.length() > MOST_CHARACTERS
                || !header.startsWith(PREFIX)
                || dot < PREFIX.length()) {
            return Optional.empty();
        }
        String said = header.substring(0, dot);
        return tokens.verifier()
                .verify(token, audience)
                .filter(gateway -> gateway.role() == Role.GATEWAY)
                .filter(gateway -> isSignedBy(gateway, said, header.substring(dot + 1)))
                .flatMap(_ -> read(said.substring(PREFIX.length())));
    }

    private static boolean isSignedBy(ServiceToken gateway, String said, String signature) {
        String key = gateway.callerKey();
        return key != null && Ed25519.fits(Ed25519.publicKey(key), PURPOSE + said, signature);
    }

    private Optional<Caller> read(String claims) {
        byte[] bytes = Base64.getUrlDecoder().decode(claims);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long age = clock.millis() - in.readLong();
            long skew = TokenVerifier.SKEW.toMillis();
            if (age < -skew || age > LIFETIME.toMillis() + skew) {
                return Optional.empty();
            }
            String principal = in.readUTF();
            String tenant = in.readUTF();
            List<Grant> grants = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                Action action = Action.valueOf(in.readUTF());
                grants.add(new Grant(in.readUTF(), action));
            }
            return Optional.of(new Caller(principal, tenant, grants));
        } catch (IOException | IllegalArgumentException unreadable) {
            // Signed, yet not understood: a gateway of another version.
            return Optional.empty();
        }
    }
}
