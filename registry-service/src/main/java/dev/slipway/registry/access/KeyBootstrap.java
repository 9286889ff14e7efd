package dev.slipway.registry.access;

import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import java.util.List;
import java.util.regex.Pattern;

/** Makes the keys that exist from the start; doing it again changes nothing. */
public final class KeyBootstrap {
    private static final String TENANT = "default";
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9]{8}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Truth truth;
    private final ApiKeys keys;
    private final Audit audit;

    public KeyBootstrap(Truth truth, ApiKeys keys, Audit audit) {
        this.truth = truth;
        this.keys = keys;
        this.audit = audit;
    }

    /**
     * Makes these keys exist.
     *
     * @throws IllegalArgumentException when one has a malformed prefix or hash
     */
    public void ensure(List<BootstrapKey> wanted) {
        wanted.forEach(KeyBootstrap::check);
        truth.change(change -> {
            for (BootstrapKey key : wanted) {
                if (keys.put(TENANT, key)) {
                    audit.record(
                            TENANT,
                            "bootstrap",
                            "api-key.put",
                            "api-keys/" + key.prefix(),
                            key.label());
                    change.raise(DocumentKind.ACCESS);
                }
            }
            return true;
        });
    }

    private static void check(BootstrapKey key) {
        if (!PREFIX.matcher(key.prefix()).matches() || !HASH.matcher(key.hash()).matches()) {
            throw new IllegalArgumentException(
                    "bootstrap key '"
                            + key.label()
                            + "' needs a prefix of eight letters or digits and a hash of 64"
                            + " lower-case hexadecimal digits");
        }
    }
}
