package dev.slipway.local.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.local.secrets.DeploymentSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeFileTest {
    static final List<String> EVERYBODY =
            List.of(
                    "SLIPWAY_BIND",
                    "SLIPWAY_PORT",
                    "SLIPWAY_MANAGEMENT_PORT",
                    "SLIPWAY_VERIFY_KEY");

    @TempDir Path folder = Path.of("unset");
    private ComposeFile compose = new ComposeFile(Map.of(), Map.of());
    private Wiring wiring = new Wiring(Map.of(), Set.of());
    private Map<String, String> variables = Map.of();

    @BeforeEach
    void read() throws IOException {
        compose = ComposeFile.read();
        wiring = Wiring.read();
        DeploymentSecrets.create(folder, new SecureRandom());
        variables = variables(folder);
    }

    @Test
    void noServiceIsToldAVariableThatItDoesNotRead() {
        ComposeFile.OURS.forEach((service, section) ->
                assertThat(compose.environment(service, variables).keySet())
                        .as(service)
                        .allMatch(name -> wiring.knows(section, name)));
    }

    @Test
    void everyServiceIsToldAllThatItReads() {
        ComposeFile.OURS.forEach((service, section) -> {
            Set<String> told = compose.environment(service, variables).keySet();
            assertThat(told).as(service).containsAll(EVERYBODY);
            assertThat(told).as(service).containsAll(wiring.required(section));
        });
    }

    @Test
    void everyServiceIsToldWhereTracesGoAndWithoutThatNothing() {
        Map<String, String> asked = new HashMap<>(variables);
        asked.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
        for (String service : ComposeFile.OURS.keySet()) {
            assertThat(compose.environment(service, asked))
                    .as(service)
                    .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")
                    .containsEntry("OTEL_TRACES_SAMPLER", "");
            assertThat(compose.environment(service, variables))
                    .as(service)
                    .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        }
    }

    @Test
    void onlyTheRegistryIsToldHowTokensAreMade() {
        ComposeFile.OURS.keySet().stream()
                .filter(service -> !service.equals("registry"))
                .forEach(service ->
                        assertThat(compose.environment(service, variables))
                                .as(service)
                                .doesNotContainKeys(
                                        "SLIPWAY_SIGNING_KEY", "SLIPWAY_ENROLMENT_MASTER")
                                .containsEntry(
                                        "SLIPWAY_ENROLMENT_SECRET",
                                        variables.getOrDefault(
                                                "SLIPWAY_ENROLMENT_"
                                                        + service.toUpperCase(Locale.ROOT),
                                                "")));
    }

    /** The gateway has two networks, the autoscaler one of them. */
    @Test
    void theGatewayIsHeardByItsNameOnTheInternalPort() {
        Map<String, String> gateway = compose.environment("gateway", variables);
        assertThat(gateway)
                .containsEntry(
                        "SLIPWAY_SIGNAL_ADDRESS",
                        "gateway:" + gateway.get("SLIPWAY_INTERNAL_PORT"));
    }

    @Test
    void withoutSecretsItSaysWhatMakesThem() {
        for (String service : compose.services().keySet()) {
            if (Set.of("prometheus", "object-store-volume").contains(service)) {
                continue;
            }
            assertThatThrownBy(() -> compose.environment(service, Map.of()))
                    .as(service)
                    .hasMessageContaining("run ./slipway secrets");
        }
    }

    @Test
    void theSecretsAreThoseThatItAsksForAndNoMore() {
        Map<String, String> asked = new HashMap<>(variables);
        for (String name : variables.keySet()) {
            asked.remove(name);
            assertThatThrownBy(() ->
                            compose.services()
                                    .keySet()
                                    .forEach(one -> compose.environment(one, asked)))
                    .as(name)
                    .hasMessageContaining(name);
            asked.put(name, variables.getOrDefault(name, ""));
        }
        compose.services().keySet().forEach(one -> compose.environment(one, variables));
    }

    @Test
    void everyContainerIsReadOnlyWithoutCapabilitiesAndBounded() {
        compose.services()
                .forEach((name, service) -> {
                    assertThat(service.get("read_only")).as(name).isEqualTo(true);
                    assertThat(service.get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
                    assertThat(service.get("security_opt"))
                            .as(name)
                            .isEqualTo(List.of("no-new-privileges:true"));
                    Map<String, Object> resources =
                            ComposeFile.map(
                                    ComposeFile.map(service.get("deploy")).get("resources"));
                    assertThat(ComposeFile.map(resources.get("limits")))
                            .as(name)
                            .containsKeys("cpus", "memory", "pids");
                });
    }

    @Test
    void onlyTheDoorIsPublishedAndWhatWatchesItOnLoopback() {
        Map<String, String> published = new HashMap<>();
        compose.services()
                .forEach((name, service) -> {
                    if (service.containsKey("ports")) {
                        published.put(
                                name,
                                ComposeFile.Interpolation.of(
                                        String.join(" ", ComposeFile.words(service.get("ports"))),
                                        variables));
                    }
                });
        assertThat(published)
                .isEqualTo(
                        Map.of(
                                "gateway", "8080:8080 8081:8081",
                                "prometheus", "127.0.0.1:9090:9090",
                                "grafana", "127.0.0.1:3000:3000"));
        assertThat(ComposeFile.map(compose.networks().get("platform")))
                .containsEntry("internal", true);
        assertThat(ComposeFile.map(compose.networks().get("data"))).containsEntry("internal", true);
    }

    /** What {@code .env} holds. */
    static Map<String, String> variables(Path folder) throws IOException {
        return lines(folder.resolve(DeploymentSecrets.ENVIRONMENT));
    }

    static Map<String, String> lines(Path file) throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split("=", 2);
                variables.put(parts[0], parts[1]);
            }
        }
        return variables;
    }
}
