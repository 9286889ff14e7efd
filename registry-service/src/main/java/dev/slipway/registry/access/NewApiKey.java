package dev.slipway.registry.access;

import dev.slipway.contract.document.Grant;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that a client wants.
 *
 * @param label for people
 * @param expiresAt when it stops to work; null for never
 */
public record NewApiKey(
        String label, String principal, List<Grant> grants, @Nullable Instant expiresAt) {
    private static final int MOST_GRANTS = 100;
    private static final Pattern LABEL = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final Pattern PRINCIPAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,63}");
    private static final Pattern MODELS = Pattern.compile("\\*|[a-z0-9][a-z0-9._-]{0,62}\\*?");

    public NewApiKey {
        grants = List.copyOf(grants).stream().distinct().toList();
        if (!LABEL.matcher(label).matches() || label.isBlank()) {
            throw refused("A label has 1 to 100 characters on one line.");
        }
        if (!PRINCIPAL.matcher(principal).matches()) {
            throw refused(
                    "A principal has 1 to 64 characters of letters, digits and '._:@+-', and begins"
                            + " with a letter or a digit.");
        }
        if (grants.isEmpty() || grants.size() > MOST_GRANTS) {
            throw refused("A key has 1 to %d grants.".formatted(MOST_GRANTS));
        }
        for (Grant grant : grants) {
            if (!MODELS.matcher(grant.model()).matches()) {
                throw refused(
                        "A grant's model is a model's name, the beginning of one with '*' behind,"
                                + " or '*'.");
            }
        }
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(ErrorCode.INVALID_REQUEST, sentence);
    }
}
