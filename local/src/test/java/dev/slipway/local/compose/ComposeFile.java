package dev.slipway.local.compose;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Compose reads: variables are put in where text names them, merge keys are resolved. */
record ComposeFile(Map<String, Map<String, Object>> services, Map<String, Object> networks) {
    /** The service's process in Compose by the section of docs/WIRING.md that tells of it. */
    static final Map<String, String> OURS =
            Map.of(
                    "registry", "Registry",
                    "store", "Store",
                    "replica", "Replica",
                    "gateway", "Gateway",
                    "autoscaler", "Autoscaler");

    /** Of the repository's root, from whichever module the tests run in. */
    static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docker-compose.yml"))) {
                return at;
            }
        }
        throw new IllegalStateException("start the tests inside the repository");
    }

    static ComposeFile read() throws IOException {
        try (Reader in = Files.newBufferedReader(root().resolve("docker-compose.yml"))) {
            Map<String, Object> file =
                    map(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
            Map<String, Map<String, Object>> services = new LinkedHashMap<>();
            map(file.get("services")).forEach((name, service) -> services.put(name, map(service)));
            return new ComposeFile(services, map(file.get("networks")));
        }
    }

    Map<String, Object> service(String name) {
        return map(services.get(name));
    }

    /** The environment of a service, as its container gets it. */
    Map<String, String> environment(String name, Map<String, String> variables) {
        Map<String, String> environment = new LinkedHashMap<>();
        map(service(name).getOrDefault("environment", Map.of()))
                .forEach((key, value) ->
                        environment.put(key, Interpolation.of(text(value), variables)));
        return environment;
    }

    /** The module whose jar the image holds. */
    String module(String name) {
        return text(map(map(service(name).get("build")).get("args")).get("SERVICE"));
    }

    /** The words of a list, such as a health check's. */
    static List<String> words(@Nullable Object list) {
        return ((List<?>) present(list)).stream().map(ComposeFile::text).toList();
    }

    static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) present(value);
    }

    private static Object present(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("docker-compose.yml lacks something");
        }
        return value;
    }

    /** The three forms that the file uses. */
    static final class Interpolation {
        private static final Pattern VARIABLE =
                Pattern.compile("\\$\\{([A-Z0-9_]+)(?::([?-])([^}]*))?}");

        private Interpolation() {}

        static String of(String text, Map<String, String> variables) {
            Matcher variable = VARIABLE.matcher(text);
            StringBuilder result = new StringBuilder();
            while (variable.find()) {
                variable.appendReplacement(
                        result, Matcher.quoteReplacement(value(variable, variables)));
            }
            return variable.appendTail(result).toString();
        }

        private static String value(Matcher variable, Map<String, String> variables) {
            String value = variables.getOrDefault(variable.group(1), "");
            if (!value.isEmpty()) {
                return value;
            }
            if ("-".equals(variable.group(2))) {
                return variable.group(3);
            }
            throw new IllegalArgumentException(variable.group(1) + ": " + variable.group(3));
        }
    }
}
