package dev.slipway.supervision.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KnownVariablesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The beginning of a name, such as {@code SLIPWAY_DB_*}, is none. */
    private static final Pattern VARIABLE =
            Pattern.compile("SLIPWAY_[A-Z0-9_]*[A-Z0-9](?![A-Z0-9_])");

    private static final List<String> PLACES =
            List.of(
                    "slipway",
                    "docker-compose.yml",
                    "Dockerfile",
                    "compose",
                    "k8s",
                    "monitoring",
                    "benchmarks",
                    "e2e",
                    ".ci",
                    "docs",
                    "README.md",
                    "CONTRIBUTING.md");

    /** Another spelling of one service's key, in an example. */
    private static final Set<String> OF_ONE_SERVICE = Set.of("SLIPWAY_UPLOAD_MAXFILES");

    private final KnownVariables variables = KnownVariables.ofPlatform();

    @Test
    void aMistypedNameIsRefusedAndTheNearestOneIsNamed() {
        assertThatThrownBy(() ->
                        variables.check(
                                Map.of(
                                        "PATH", "/bin",
                                        "SLIPWAY_PORT", "8080",
                                        "SLIPWAY_REGISTY_URL", "http://user:hush@registry"),
                                List.of()))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "SLIPWAY_REGISTY_URL is set, and nothing of this platform reads it; the"
                                + " nearest that is known is SLIPWAY_REGISTRY_URL");
    }

    @Test
    void oneFileOfVariablesServesAllServices() {
        Map<String, String> all = new java.util.HashMap<>();
        variables.names().forEach(name -> all.put(name, "x"));
        assertThatCode(() -> variables.check(all, List.of())).doesNotThrowAnyException();
    }

    @Test
    void whatWhoeverAsksKnowsBesidesIsKnown() {
        Map<String, String> own = Map.of("SLIPWAY_UPLOAD_MAXFILES", "5");
        variables.check(own, List.of("SLIPWAY_UPLOAD_MAXFILES"));
        assertThatThrownBy(() -> variables.check(own, List.of()))
                .isInstanceOf(SettingException.class);
    }

    @Test
    void whatKubernetesTellsOfAServiceNamedSlipwayIsNoMistake() {
        variables.check(
                Map.of(
                        "SLIPWAY_SERVICE_HOST", "10.0.0.1",
                        "SLIPWAY_GATEWAY_SERVICE_HOST", "10.0.0.1",
                        "SLIPWAY_GATEWAY_SERVICE_PORT_HTTP", "80",
                        "SLIPWAY_GATEWAY_PORT", "tcp://10.0.0.1:80",
                        "SLIPWAY_GATEWAY_PORT_80_TCP_ADDR", "10.0.0.1"),
                List.of());
    }

    /** A variable that somebody adds without listing it would stop every service. */
    @Test
    void everythingThatTheRepositoryNamesIsListed() throws IOException {
        assertThat(variables.names()).containsAll(named());
    }

    @Test
    void nothingIsListedThatTheRepositoryDoesNotName() throws IOException {
        assertThat(named()).containsAll(variables.names());
    }

    @Test
    void noPlaceThatIsReadIsGone() {
        assertThat(PLACES).allSatisfy(place -> assertThat(ROOT.resolve(place)).exists());
    }

    /** Of all that runs, is run or is told to people; tests of the modules name mistakes too. */
    private static Set<String> named() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String place : PLACES) {
            readFrom(ROOT.resolve(place), path -> true, names);
        }
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                readFrom(
                        module.resolve("src").resolve("main"),
                        path -> !path.endsWith("variables.txt"),
                        names);
            }
        }
        names.removeAll(OF_ONE_SERVICE);
        return names;
    }

    private static void readFrom(Path place, Predicate<Path> wanted, Set<String> names)
            throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            files.filter(Files::isRegularFile)
                    .filter(wanted)
                    .filter(path -> !path.toString().contains("/target/"))
                    .filter(path ->
                            path.toString()
                                    .matches(
                                            ".*\\.(java|ya?ml|sh|py|md|txt|properties|json|sql"
                                                    + "|options|env)|.*/[^.]*"))
                    .forEach(path -> names.addAll(namesIn(path)));
        }
    }

    private static Set<String> namesIn(Path file) {
        Set<String> names = new TreeSet<>();
        try {
            Matcher variable = VARIABLE.matcher(Files.readString(file));
            while (variable.find()) {
                names.add(variable.group());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return names;
    }
}
