package dev.slipway.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.local.services.ServiceName;
import dev.slipway.supervision.environment.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenVariablesTest {
    private static final Path LIST =
            Path.of(
                    "..",
                    "supervision/src/main/resources/dev/slipway/supervision/environment",
                    "variables.txt");

    @Test
    void aServiceHearsItsOwnBoundsAndNotThoseOfOthers() {
        GivenVariables given =
                new GivenVariables(
                        Map.of(
                                "SLIPWAY_CACHE_MAX_BYTES", "1",
                                "SLIPWAY_MAX_NATIVE_BYTES", "1",
                                "SLIPWAY_HOLD_COUNT", "2",
                                "SLIPWAY_TARGET_IN_FLIGHT", "3",
                                "SLIPWAY_TOKEN_LIFETIME", "20s",
                                "SLIPWAY_KEY", "whoever's own"));
        assertThat(given.forReplicas())
                .containsOnlyKeys("SLIPWAY_CACHE_MAX_BYTES", "SLIPWAY_MAX_NATIVE_BYTES");
        assertThat(given.forService(ServiceName.REGISTRY))
                .containsOnlyKeys("SLIPWAY_TOKEN_LIFETIME");
        assertThat(given.forService(ServiceName.GATEWAY)).containsOnlyKeys("SLIPWAY_HOLD_COUNT");
        assertThat(given.forService(ServiceName.AUTOSCALER))
                .containsOnlyKeys("SLIPWAY_TARGET_IN_FLIGHT");
        assertThat(given.forService(ServiceName.STORE)).isEmpty();
        assertThat(given.forEverybody()).isEmpty();
    }

    @Test
    void theBoundOfBodiesIsOneForGatewayAndReplicas() {
        GivenVariables given = new GivenVariables(Map.of("SLIPWAY_MAX_BODY_BYTES", "1"));
        assertThat(given.forService(ServiceName.GATEWAY)).isEqualTo(given.forReplicas());
        assertThat(given.forReplicas()).containsEntry("SLIPWAY_MAX_BODY_BYTES", "1");
    }

    @Test
    void everybodyHearsHowToTellOfItselfButNoNameThatAllWouldShare() {
        assertThat(
                        new GivenVariables(
                                        Map.of(
                                                "SLIPWAY_LOG_FORMAT", "json",
                                                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://there",
                                                "OTEL_SERVICE_NAME", "mine",
                                                "PATH", "/bin"))
                                .forEverybody())
                .containsOnlyKeys("SLIPWAY_LOG_FORMAT", "OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    @Test
    void whatTheLauncherDecidesIsRefusedWithoutItsValue() {
        assertThatThrownBy(() -> new GivenVariables(Map.of("SLIPWAY_PORT", "1")).check())
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "SLIPWAY_PORT is set, but 'up' decides it by itself; unset it and use"
                                + " --port");
        assertThatThrownBy(() -> new GivenVariables(Map.of("SLIPWAY_DB_PASSWORD", "hush")).check())
                .hasMessage("SLIPWAY_DB_PASSWORD is set, but 'up' decides it by itself; unset it");
    }

    @Test
    void whatEnvExportsStaysInTheShellThatStartsAPlatform() {
        GivenVariables given =
                new GivenVariables(
                        Map.of("SLIPWAY_URL", "u", "SLIPWAY_GRPC", "g", "SLIPWAY_KEY", "k"));
        assertThatCode(given::check).doesNotThrowAnyException();
    }

    /** A variable of a service that is neither passed on nor refused would do nothing. */
    @Test
    void noVariableOfAServiceIsGivenInVain() throws IOException {
        assertThat(variablesOfServices())
                .contains("SLIPWAY_PORT", "SLIPWAY_HOLD_COUNT")
                .allSatisfy(name ->
                        assertThat(isRefused(name) ^ isPassedOn(name))
                                .as(name + " is either passed on or refused")
                                .isTrue());
    }

    private static boolean isRefused(String name) {
        try {
            new GivenVariables(Map.of(name, "x")).check();
            return false;
        } catch (SettingException refused) {
            return true;
        }
    }

    private static boolean isPassedOn(String name) {
        GivenVariables given = new GivenVariables(Map.of(name, "x"));
        Map<String, String> told = new HashMap<>(given.forEverybody());
        told.putAll(given.forReplicas());
        for (ServiceName service : ServiceName.values()) {
            told.putAll(given.forService(service));
        }
        return told.containsKey(name);
    }

    /** The first section of the list that all share. */
    private static List<String> variablesOfServices() throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(LIST)) {
            if (line.startsWith("SLIPWAY_")) {
                names.add(line.strip());
            } else if (!names.isEmpty()) {
                break;
            }
        }
        return names;
    }
}
