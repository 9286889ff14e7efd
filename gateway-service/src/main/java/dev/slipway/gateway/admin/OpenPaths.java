package dev.slipway.gateway.admin;

import java.util.Set;

/** What the admin API shows without a key: how it is asked, which is the same everywhere. */
public final class OpenPaths {
    private static final Set<String> PATHS = Set.of("/admin/v1/docs", "/admin/v1/openapi.json");

    private OpenPaths() {}

    /** Reading only, and spelled exactly so. */
    public static boolean contain(String method, String rawPath) {
        return method.equals("GET") && PATHS.contains(rawPath);
    }
}
