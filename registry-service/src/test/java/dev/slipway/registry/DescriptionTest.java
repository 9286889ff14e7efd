package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.trust.Caller;
import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description of the admin API says what there is. */
class DescriptionTest {
    private static final Caller ANYBODY = new Caller("anonymous", "", List.of());

    private static PlayedPlatform platform;
    private static RunningRegistry registry;
    private static JsonNode description;

    @BeforeAll
    static void start() {
        platform = new PlayedPlatform();
        registry = platform.registry;
        platform.deploy("digits", 1);
        registry.admin("PUT", "/models/digits/aliases/best", Map.of("version", 1));
        registry.admin(
                "POST",
                "/api-keys",
                "{\"label\":\"ci\",\"grants\":[{\"model\":\"*\",\"action\":\"infer\"}]}");
        description = registry.get("/openapi.json");
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void itNamesEveryRouteAndNoOther() {
        Set<String> routes = new TreeSet<>();
        registry.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(route -> {
                    for (String path : route.getPatternValues()) {
                        if (path.startsWith("/admin/")) {
                            route.getMethodsCondition()
                                    .getMethods()
                                    .forEach(method ->
                                            routes.add(
                                                    method
                                                            + " "
                                                            + path.replaceAll(
                                                                    "\\{(\\w+):[^}]*}", "{$1}")));
                        }
                    }
                });
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!operation.getValue().has("x-slipway-service")) {
                    described.add(
                            operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        assertThat(described).isEqualTo(routes);
    }

    @ParameterizedTest
    @CsvSource({
        "/models,ModelPage",
        "/models/digits,Model",
        "/models/digits/versions,VersionPage",
        "/models/digits/versions/1,Version",
        "/models/digits/deployment,Deployment",
        "/models/digits/aliases/best,Alias",
        "/models/digits/rollouts,RolloutPage",
        "/pools/default,Pool",
        "/replicas,ReplicaPage",
        "/api-keys,ApiKeyPage",
        "/audit,AuditPage"
    })
    void answersHaveTheFieldsThatItNames(String path, String schema) {
        assertFields(path, registry.get(path), schema);
    }

    @Test
    void aMadeKeyHasTheFieldsThatItNames() {
        assertFields(
                "made",
                RunningRegistry.JSON.readTree(
                        registry.admin(
                                        "POST",
                                        "/api-keys",
                                        "{\"label\":\"x\",\"grants\":[{\"model\":\"*\","
                                                + "\"action\":\"read\"}]}")
                                .body()),
                "MadeApiKey");
    }

    @Test
    void aSignatureMayNameClasses() {
        UUID upload = UUID.randomUUID();
        TensorSpec scores =
                new TensorSpec(
                        "probabilities",
                        "FP32",
                        List.of(-1L, 2L),
                        Arrays.asList("n", null),
                        List.of("cat", "dog"),
                        TensorSpec.ZIPMAP);
        assertDone(
                registry.internal(
                        Role.STORE,
                        "POST",
                        "/internal/v1/models/pets/versions",
                        new VersionRegistration(
                                upload,
                                "default",
                                "ada",
                                PlayedStore.sha256(upload),
                                100,
                                new ModelSignature(List.of(), List.of(scores)),
                                null,
                                null)),
                200);
        JsonNode version = registry.get("/models/pets/versions/1");
        assertThat(version.at("/signature/outputs/0/labels/1").asString()).isEqualTo("dog");
        assertFields("pets", version, "Version");
    }

    @ParameterizedTest
    @CsvSource({"/docs,text/html;charset=UTF-8", "/openapi.json,application/json"})
    void itIsShownToWhoMayDoNothingAndNamesNoHost(String path, String type) {
        HttpResponse<String> answer = registry.adminAs(ANYBODY, "GET", path, null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(answer.body()).doesNotContain("://", "localhost", "127.0.0.1", "\"servers\"");
    }

    @Test
    void thePageRunsWhatIsInItAndNothingElse() throws Exception {
        HttpResponse<String> answer = registry.adminAs(ANYBODY, "GET", "/docs", null);

        String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none';", "connect-src 'self';", "form-action 'none';")
                .contains("frame-ancestors 'none';", "base-uri 'none';")
                .contains("script-src " + hashOf(answer.body(), "script") + ";")
                .contains("style-src " + hashOf(answer.body(), "style") + ";")
                .doesNotContain("unsafe", "*");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.body())
                .startsWith("<!DOCTYPE html>")
                .doesNotContain(" src=", " style=", " onclick=", "innerHTML", "outerHTML")
                .doesNotContain("insertAdjacentHTML", "document.write", "eval(")
                .doesNotContain("localStorage", "sessionStorage", "indexedDB", "cookie");
    }

    /** There is one such element, and the policy names it by what is in it. */
    private static String hashOf(String page, String element) throws Exception {
        Matcher found =
                Pattern.compile("<%1$s[^>]*>(.*?)</%1$s>".formatted(element), Pattern.DOTALL)
                        .matcher(page);
        assertThat(found.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(found.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(found.find()).isFalse();
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }

    private static void assertFields(String where, JsonNode answer, String schemaName) {
        JsonNode schema = description.at("/components/schemas/" + schemaName);
        JsonNode properties = schema.get("properties");
        Set<String> required =
                schema.get("required")
                        .valueStream()
                        .map(JsonNode::asString)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names(answer)).as(where).containsAll(required);
        assertThat(names(properties)).as(where).containsAll(names(answer));
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (!answer.has(property.getKey())) {
                continue;
            }
            JsonNode value = answer.get(property.getKey());
            JsonNode type = property.getValue();
            if (type.has("items") && value.size() > 0) {
                value = value.get(0);
                type = type.get("items");
            }
            if (type.has("$ref") && value.isObject()) {
                String name = type.get("$ref").asString();
                assertFields(
                        where + " " + property.getKey(),
                        value,
                        name.substring(name.lastIndexOf('/') + 1));
            }
        }
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
