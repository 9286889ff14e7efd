package dev.slipway.gateway.access;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.AccessDocument.AccessKey;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.trust.Caller;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The access document, found by prefix; immutable. */
public final class Keyring {
    public static final Keyring EMPTY =
            of(new AccessDocument(DocumentNumber.NONE, java.util.List.of()));

    /** A key that exists. */
    static final class Entry {
        private final String prefix;
        private final byte[] hash;
        private final Caller caller;
        private final @Nullable Long expiresAtMs;

        Entry(String prefix, byte[] hash, Caller caller, @Nullable Long expiresAtMs) {
            this.prefix = prefix;
            this.hash = hash;
            this.caller = caller;
            this.expiresAtMs = expiresAtMs;
        }

        String prefix() {
            return prefix;
        }

        /** Compares in constant time. */
        boolean hasHash(byte[] other) {
            return MessageDigest.isEqual(hash, other);
        }

        Caller caller() {
            return caller;
        }

        boolean hasExpired(long nowMs) {
            return expiresAtMs != null && nowMs >= expiresAtMs;
        }
    }

    private final DocumentNumber number;
    private final Map<String, Entry> byPrefix;

    private Keyring(DocumentNumber number, Map<String, Entry> byPrefix) {
        this.number = number;
        this.byPrefix = byPrefix;
    }

    public static Keyring of(AccessDocument document) {
        Map<String, Entry> byPrefix = HashMap.newHashMap(document.keys().size());
        for (AccessKey key : document.keys()) {
            byPrefix.put(
                    key.prefix(),
                    new Entry(
                            key.prefix(),
                            HexFormat.of().parseHex(key.hash()),
                            new Caller(key.principal(), key.tenantId(), key.grants()),
                            key.expiresAtMs()));
        }
        return new Keyring(document.version(), byPrefix);
    }

    public DocumentNumber number() {
        return number;
    }

    @Nullable Entry find(String prefix) {
        return byPrefix.get(prefix);
    }
}
