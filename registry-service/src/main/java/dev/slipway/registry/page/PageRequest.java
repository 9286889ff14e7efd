package dev.slipway.registry.page;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.page.Cursor.ByName;
import dev.slipway.registry.page.Cursor.ByNumber;
import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.refusal.RefusedException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that a client asks for.
 *
 * @param limit how many entries it shows at most
 * @param after the last entry of the page before; null for the first page
 */
public record PageRequest(int limit, @Nullable Cursor after) {
    /** How many entries a page has when nobody says. */
    public static final int DEFAULT_LIMIT = 100;

    /** No page has more. */
    public static final int HIGHEST_LIMIT = 1_000;

    /**
     * Reads what a client wrote; null where it wrote nothing.
     *
     * @throws RefusedException when it is not a page
     */
    public static PageRequest of(@Nullable String limit, @Nullable String token) {
        return new PageRequest(
                limit == null ? DEFAULT_LIMIT : limit(limit), token == null ? null : cursor(token));
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= HIGHEST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException noNumber) {
            // Refused below.
        }
        throw new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "limit must be a whole number from 1 to " + HIGHEST_LIMIT + ".");
    }

    private static Cursor cursor(String token) {
        try {
            return Cursor.ofToken(token);
        } catch (IllegalArgumentException | DateTimeException noToken) {
            throw foreign();
        }
    }

    private static RefusedException foreign() {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "page_token must be the next_page_token of an earlier page of this list.");
    }

    /** How many entries to read: one more tells whether there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /** The last name of the page before, or empty text. */
    public String afterName() {
        return switch (after) {
            case null -> "";
            case ByName(String name) -> name;
            case ByNumber _, ByTime _ -> throw foreign();
        };
    }

    /** The last number of the page before, or this. */
    public int afterNumber(int first) {
        return switch (after) {
            case null -> first;
            case ByNumber(int number) -> number;
            case ByName _, ByTime _ -> throw foreign();
        };
    }

    /** The last time and id of the page before, or this. */
    public ByTime afterTime(ByTime first) {
        return switch (after) {
            case null -> first;
            case ByTime time -> time;
            case ByName _, ByNumber _ -> throw foreign();
        };
    }
}
