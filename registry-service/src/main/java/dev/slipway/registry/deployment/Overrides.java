package dev.slipway.registry.deployment;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.contract.replica.TextTruncation;
import dev.slipway.registry.refusal.RefusedException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client declared of a deployment; null where it said nothing.
 *
 * @param defaultTimeoutMs deadline of a request that names none
 */
public record Overrides(
        @Nullable Long defaultTimeoutMs,
        @Nullable TextTruncation textTruncation,
        @Nullable Boolean allowTokenIds,
        @Nullable ResponseCaching responseCache) {

    /** Nothing declared. */
    public static final Overrides NONE = new Overrides(null, null, null, null);

    private static final long LONGEST_TIMEOUT_MS = Duration.ofHours(1).toMillis();
    private static final String TRUNCATION = "text_truncation";
    private static final String TOKEN_IDS = "allow_token_ids";
    private static final String CACHE = "response_cache";
    private static final Set<String> SETTINGS = Set.of(TRUNCATION, TOKEN_IDS, CACHE);

    /**
     * Reads what a client wrote.
     *
     * @throws RefusedException when a setting is unknown or has a value that it cannot have
     */
    public static Overrides of(
            @Nullable Long defaultTimeoutMs, Map<String, @Nullable Object> settings) {
        if (defaultTimeoutMs != null
                && (defaultTimeoutMs < 1 || defaultTimeoutMs > LONGEST_TIMEOUT_MS)) {
            throw refused(
                    "default_timeout_ms must be a whole number from 1 to %d."
                            .formatted(LONGEST_TIMEOUT_MS));
        }
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(SETTINGS);
        if (!unknown.isEmpty()) {
            throw refused(
                    "There is no setting '%s'; settings are %s, %s and %s."
                            .formatted(unknown.iterator().next(), TRUNCATION, TOKEN_IDS, CACHE));
        }
        return new Overrides(
                defaultTimeoutMs,
                truncation(settings.get(TRUNCATION)),
                tokenIds(settings.get(TOKEN_IDS)),
                caching(settings.get(CACHE)));
    }

    private static @Nullable TextTruncation truncation(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (value.toString()) {
            case "truncate" -> TextTruncation.TRUNCATE;
            case "refuse" -> TextTruncation.REFUSE;
            default -> throw refused("text_truncation must be \"truncate\" or \"refuse\".");
        };
    }

    private static @Nullable Boolean tokenIds(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean allowed -> allowed;
            default -> throw refused("allow_token_ids must be true or false.");
        };
    }

    private static @Nullable ResponseCaching caching(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (value.toString()) {
            case "none" -> ResponseCaching.NONE;
            case "per_tenant" -> ResponseCaching.PER_TENANT;
            case "shared" -> ResponseCaching.SHARED;
            default ->
                    throw refused("response_cache must be \"none\", \"per_tenant\" or \"shared\".");
        };
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(ErrorCode.INVALID_REQUEST, sentence);
    }

    /** For people, such as {@code default_timeout_ms 500, text_truncation refuse}. */
    public String inWords() {
        StringBuilder words = new StringBuilder();
        if (defaultTimeoutMs != null) {
            words.append(", default_timeout_ms ").append(defaultTimeoutMs);
        }
        if (textTruncation != null) {
            words.append(", text_truncation ")
                    .append(textTruncation.name().toLowerCase(Locale.ROOT));
        }
        if (allowTokenIds != null) {
            words.append(", allow_token_ids ").append(allowTokenIds);
        }
        if (responseCache != null) {
            words.append(", response_cache ").append(responseCache.name().toLowerCase(Locale.ROOT));
        }
        return words.isEmpty() ? "defaults" : words.substring(2);
    }
}
