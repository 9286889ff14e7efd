package dev.slipway.registry.revision;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.Refusal;
import dev.slipway.registry.refusal.RefusedException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client that writes believes the resource to be.
 *
 * @param header the value of {@code If-Match}; null when it believes nothing
 */
public record IfMatch(@Nullable String header) {
    private static final Pattern TAGS =
            Pattern.compile("\\s*(?:W/)?\"[^\"]*\"(?:\\s*,\\s*(?:W/)?\"[^\"]*\")*\\s*");
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"[^\"]*\"");

    /**
     * Goes on when the write may be made; to be called before anything is changed.
     *
     * @param etag of the resource as it is now; null when there is none
     * @throws RefusedException when the client believes something else
     */
    public void require(@Nullable String etag) {
        if (header != null && (etag == null || !matches(header, etag))) {
            throw new RefusedException(refusal(header, etag));
        }
    }

    /** The same of a resource that may not be there. */
    public <T> void require(Optional<T> resource, Function<T, String> etag) {
        require(resource.map(etag).orElse(null));
    }

    private static Refusal refusal(String header, @Nullable String etag) {
        if (!header.strip().equals("*") && !TAGS.matcher(header).matches()) {
            return new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "If-Match must be '*' or quoted entity tags, such as an answer's ETag.");
        }
        return etag == null
                ? new Refusal(
                        ErrorCode.PRECONDITION_FAILED,
                        "There is no such resource, so If-Match matches nothing.")
                : new Refusal(
                        ErrorCode.PRECONDITION_FAILED,
                        "Somebody changed this since it was read: it is %s now; read it"
                                        .formatted(etag)
                                + " again and repeat the change.",
                        etag);
    }

    /** Strong comparison: a weak tag matches nothing. */
    private static boolean matches(String header, String etag) {
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            if (tags.group().equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
