package dev.slipway.registry.page;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** The last entry of a page by what its list is ordered by; the next page begins after it. */
public sealed interface Cursor {
    /** Of a list that is ordered by names. */
    record ByName(String name) implements Cursor {}

    /** Of a list that is ordered by numbers. */
    record ByNumber(int number) implements Cursor {}

    /** Of a list that is ordered by time, and by id where times are equal. */
    record ByTime(Instant at, UUID id) implements Cursor {
        /** Before everything. */
        public static final ByTime FIRST = new ByTime(Instant.EPOCH, new UUID(0, 0));

        /** After everything. */
        public static final ByTime LAST =
                new ByTime(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1));
    }

    /** The form that clients pass on without reading it. */
    default String token() {
        String text =
                switch (this) {
                    case ByName(String name) -> "n" + name;
                    case ByNumber(int number) -> "i" + number;
                    case ByTime(Instant at, UUID id) -> "t" + at + "/" + id;
                };
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a token.
     *
     * @throws IllegalArgumentException when it is none
     * @throws java.time.DateTimeException when it holds a time that is none
     */
    static Cursor ofToken(String token) {
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("no cursor");
        }
        String key = text.substring(1);
        return switch (text.charAt(0)) {
            case 'n' -> new ByName(key);
            case 'i' -> new ByNumber(Integer.parseInt(key));
            case 't' -> time(key);
            default -> throw new IllegalArgumentException("no cursor");
        };
    }

    private static ByTime time(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("no time and id");
        }
        return new ByTime(
                Instant.parse(key.substring(0, slash)), UUID.fromString(key.substring(slash + 1)));
    }
}
