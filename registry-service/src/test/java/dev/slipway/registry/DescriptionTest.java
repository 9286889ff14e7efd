package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    private static void assertFields(String where, JsonNode answer, String schemaName) {
        JsonNode properties = description.at("/components/schemas/" + schemaName).get("properties");
        assertThat(names(answer)).as(where).isEqualTo(names(properties));
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
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
