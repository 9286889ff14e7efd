package dev.slipway.registry.openapi.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the page for people, one file that reads the description beside it. A browser runs the
 * script and the style that are in it and no others, and lets it ask nobody but this platform.
 */
@RestController
class PageController {
    private static final ClassPathResource KEPT = new ClassPathResource("openapi/docs.html");
    private static final MediaType HTML =
            new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final String text;
    private final String policy;

    PageController() {
        try {
            this.text = KEPT.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the API's page is not in the jar", unreadable);
        }
        this.policy =
                "default-src 'none'; script-src "
                        + hashOf(text, "script")
                        + "; style-src "
                        + hashOf(text, "style")
                        + "; connect-src 'self'; img-src data:; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none';"
                        + " require-trusted-types-for 'script'";
    }

    @GetMapping("/admin/v1/docs")
    ResponseEntity<String> page() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .body(text);
    }

    /** As a policy names the one element of this name: by what is between its tags. */
    private static String hashOf(String page, String element) {
        int start = page.indexOf("<" + element + ">") + element.length() + 2;
        String inside = page.substring(start, page.indexOf("</" + element + ">", start));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(inside.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
