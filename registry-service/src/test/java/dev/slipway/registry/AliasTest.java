package dev.slipway.registry;

import static dev.slipway.registry.Problems.assertDone;
import static dev.slipway.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.RoutingDocument.RoutedAlias;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Movable names of versions. */
class AliasTest {
    private static RunningRegistry registry;

    @BeforeAll
    static void start() {
        registry = RunningRegistry.start(TestDatabase.fresh());
        registry.register("digits");
        registry.register("digits");
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static List<RoutedAlias> routed() {
        return new PlayedGateway(registry)
                .catchUp().models().stream()
                        .filter(model -> model.name().equals("digits"))
                        .map(RoutedModel::aliases)
                        .flatMap(List::stream)
                        .toList();
    }

    @Test
    void anAliasIsSetMovedShownAndRemovedAndGatewaysKnowIt() {
        String path = "/models/digits/aliases/champion";
        JsonNode set = assertDone(registry.admin("PUT", path, Map.of("version", 1)), 201);
        assertThat(set.get("name").asString()).isEqualTo("champion");
        assertThat(routed()).contains(new RoutedAlias("champion", 1));
        assertDone(registry.admin("PUT", path, Map.of("version", 2)), 200);
        assertThat(routed()).contains(new RoutedAlias("champion", 2));
        assertThat(registry.get(path).get("version").asInt()).isEqualTo(2);
        assertThat(registry.get("/models/digits/aliases").at("/items/0/name").asString())
                .isEqualTo("champion");
        assertThat(registry.admin("DELETE", path, null).statusCode()).isEqualTo(204);
        assertThat(routed()).isEmpty();
        assertProblem(registry.admin("GET", path, null), 404, "resource_not_found");
        assertProblem(registry.admin("DELETE", path, null), 404, "resource_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Champion", "1st", "a_b", "-a"})
    void aNameThatIsNoAliasIsRefused(String name) {
        assertProblem(
                registry.admin("PUT", "/models/digits/aliases/" + name, Map.of("version", 1)),
                400,
                "invalid_request");
    }

    @Test
    void anAliasNamesAVerifiedVersionOfItsModel() {
        String path = "/models/digits/aliases/next";
        assertProblem(registry.admin("PUT", path, Map.of("version", 9)), 404, "version_not_found");
        assertProblem(registry.admin("PUT", path, "{}"), 400, "invalid_request");
        registry.register("digits");
        assertThat(registry.admin("DELETE", "/models/digits/versions/3", null).statusCode())
                .isEqualTo(204);
        assertProblem(registry.admin("PUT", path, Map.of("version", 3)), 409, "conflict");
    }

    @Test
    void theSameAgainIsNoWrite() {
        String path = "/models/digits/aliases/steady";
        assertDone(registry.admin("PUT", path, Map.of("version", 1)), 201);
        String tag = Problems.etag(registry.admin("GET", path, null));
        assertDone(registry.admin("PUT", path, Map.of("version", 1)), 200);
        assertThat(Problems.etag(registry.admin("GET", path, null))).isEqualTo(tag);
        registry.admin("DELETE", path, null);
        HttpResponse<String> anew = registry.admin("PUT", path, Map.of("version", 1));
        assertThat(Problems.etag(anew)).as("set anew").isNotEqualTo(tag);
        registry.admin("DELETE", path, null);
    }
}
