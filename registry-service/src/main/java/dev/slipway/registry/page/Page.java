package dev.slipway.registry.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, as clients see it.
 *
 * @param nextPageToken asks for the next part; null when this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Makes a page of rows, of which {@link PageRequest#fetch} were asked for.
     *
     * @param cursor what the list is ordered by
     * @param shown how a row is shown
     */
    public static <R, T> Page<T> of(
            List<R> rows, PageRequest request, Function<R, Cursor> cursor, Function<R, T> shown) {
        boolean more = rows.size() > request.limit();
        List<R> kept = more ? rows.subList(0, request.limit()) : rows;
        return new Page<>(
                kept.stream().map(shown).toList(),
                more ? cursor.apply(kept.getLast()).token() : null);
    }
}
