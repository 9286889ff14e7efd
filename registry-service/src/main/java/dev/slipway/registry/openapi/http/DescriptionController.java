package dev.slipway.registry.openapi.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** Serves the description that is kept by hand beside it, and held to the routes by a test. */
@RestController
class DescriptionController {
    private static final ClassPathResource KEPT = new ClassPathResource("openapi/admin-v1.yaml");

    private final String text;

    DescriptionController(JsonMapper json) {
        try (InputStream kept = KEPT.getInputStream()) {
            Map<String, Object> read =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(kept);
            this.text = json.writeValueAsString(read);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the API's description is not in the jar", unreadable);
        }
    }

    @GetMapping("/admin/v1/openapi.json")
    ResponseEntity<String> description() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(text);
    }
}
