package dev.slipway.supervision.environment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The environment variables {@code SLIPWAY_*} that somebody of this platform reads: its services,
 * its launcher, its deployment files, its tests. One list for all, so that one file of variables
 * may serve all of them; a name that is not in it is a mistake, whoever comes upon it.
 */
public final class KnownVariables {
    /** How a variable of this platform begins. */
    public static final String PREFIX = "SLIPWAY_";

    private static final String LIST = "variables.txt";

    /** What Kubernetes and Docker's links tell of a service that happens to be named slipway. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "SLIPWAY_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?"
                            + "|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_[A-Z]+)?)");

    private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private final Set<String> names;

    private KnownVariables(Set<String> names) {
        this.names = names;
    }

    /** Those of this platform. */
    public static KnownVariables ofPlatform() {
        Set<String> names = new TreeSet<>();
        try (InputStream list = KnownVariables.class.getResourceAsStream(LIST);
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        Objects.requireNonNull(list, LIST),
                                        StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith(PREFIX))
                    .forEach(names::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the list of variables cannot be read", unreadable);
        }
        return new KnownVariables(names);
    }

    public Set<String> names() {
        return Set.copyOf(names);
    }

    /**
     * Refuses a name that nobody reads.
     *
     * @param more names that are known to whoever asks, besides
     * @throws SettingException that names it and the nearest one that is known
     */
    public void check(Map<String, String> variables, Collection<String> more) {
        for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(PREFIX)
                    && !names.contains(name)
                    && !more.contains(name)
                    && !isServiceLink(name, variable.getValue())) {
                throw new SettingException(
                        name
                                + " is set, and nothing of this platform reads it; the nearest that"
                                + " is known is "
                                + NearestName.to(name, names).orElseThrow());
            }
        }
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && ADDRESS.matcher(value).matches());
    }
}
