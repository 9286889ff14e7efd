package dev.slipway.local.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.local.secrets.DeploymentSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kubernetes tells services the same variables as Compose; Secrets are those of the files. */
class KubernetesBaseTest {
    private static final String PREFIX = "slipway-";

    @TempDir Path folder = Path.of("unset");
    private KubernetesBase base = new KubernetesBase(Map.of(), Map.of());
    private Wiring wiring = new Wiring(Map.of(), Set.of());

    @BeforeEach
    void read() throws IOException {
        base = KubernetesBase.read();
        wiring = Wiring.read();
        DeploymentSecrets.create(folder, new SecureRandom());
    }

    @Test
    void everyServiceOfComposeHasADeployment() {
        assertThat(base.containers()).containsOnlyKeys(ComposeFile.OURS.keySet());
    }

    @Test
    void noServiceIsToldAVariableThatItDoesNotRead() throws IOException {
        for (Map.Entry<String, String> service : ComposeFile.OURS.entrySet()) {
            Set<String> told = ours(base.own(service.getKey()));
            told.addAll(secret(service.getKey()));
            assertThat(told)
                    .as(service.getKey())
                    .allMatch(name -> wiring.knows(service.getValue(), name));
        }
    }

    /** One ConfigMap is for all: each reads of it what is its. */
    @Test
    void nothingIsConfiguredThatNobodyReads() {
        base.configMaps()
                .forEach((map, names) ->
                        assertThat(names)
                                .as(map)
                                .allMatch(name ->
                                        ComposeFile.OURS.values().stream()
                                                .anyMatch(section -> wiring.knows(section, name))));
    }

    @Test
    void everyServiceIsToldAllThatItReads() throws IOException {
        for (Map.Entry<String, String> service : ComposeFile.OURS.entrySet()) {
            Set<String> told = new TreeSet<>(base.own(service.getKey()));
            told.addAll(base.configured(service.getKey()));
            told.addAll(secret(service.getKey()));
            assertThat(told)
                    .as(service.getKey())
                    .containsAll(ComposeFileTest.EVERYBODY)
                    .containsAll(wiring.required(service.getValue()));
        }
    }

    @Test
    void onlyTheRegistryIsToldHowTokensAreMade() throws IOException {
        for (String service : ComposeFile.OURS.keySet()) {
            if (!service.equals("registry")) {
                assertThat(secret(service))
                        .as(service)
                        .doesNotContain("SLIPWAY_SIGNING_KEY", "SLIPWAY_ENROLMENT_MASTER");
            }
        }
    }

    /** The keys of a service's Secrets, of the files that they are made from. */
    private Set<String> secret(String service) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String secret : base.secrets(service)) {
            assertThat(secret).as(service).startsWith(PREFIX);
            String file = secret.substring(PREFIX.length()) + ".env";
            names.addAll(
                    ComposeFileTest.lines(folder.resolve(DeploymentSecrets.FOLDER).resolve(file))
                            .keySet());
        }
        return names;
    }

    /** Without what only other variables are made of, such as the pod's address. */
    private static Set<String> ours(Set<String> names) {
        Set<String> ours = new TreeSet<>(names);
        ours.removeIf(name -> !name.startsWith("SLIPWAY_") && !name.startsWith("OTEL_"));
        return ours;
    }
}
