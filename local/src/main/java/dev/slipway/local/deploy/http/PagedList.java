package dev.slipway.local.deploy.http;

import dev.slipway.local.deploy.PublicApi.ApiRefusal;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads a list of the admin API page by page to its end. */
final class PagedList {
    /** Of 100 entries each, more than a platform has; a list without an end is given up. */
    static final int MOST_PAGES = 1_000;

    private PagedList() {}

    /** Asks for one page. */
    @FunctionalInterface
    interface Source {
        JsonNode get(String path) throws IOException, ApiRefusal;
    }

    /** All entries, in the list's order. */
    static List<JsonNode> of(String path, Source source) throws IOException, ApiRefusal {
        List<JsonNode> items = new ArrayList<>();
        String page = path;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            JsonNode answer = source.get(page);
            for (JsonNode item : answer.path("items")) {
                items.add(item);
            }
            String next = answer.path("next_page_token").asString("");
            if (next.isEmpty()) {
                return items;
            }
            page = path + "?page_token=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
        throw new IOException(
                "the list %s has more than %d pages and was not read to its end"
                        .formatted(path, MOST_PAGES));
    }
}
