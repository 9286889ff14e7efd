package dev.slipway.local.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables that docs/WIRING.md names, by the first word of their section.
 *
 * @param optional those that a bracket behind them tells to have a default, or to be for tests
 */
record Wiring(Map<String, Set<String>> sections, Set<String> optional) {
    private static final Pattern NAME =
            Pattern.compile("`((?:SLIPWAY|OTEL)_[A-Z0-9_]*\\*?)(?:=[^`]*)?`(?: \\(([^)]*)\\))?");
    private static final Pattern OPTIONAL = Pattern.compile("default|absent|tests only");

    static Wiring read() throws IOException {
        Map<String, Set<String>> sections = new HashMap<>();
        Set<String> optional = new TreeSet<>();
        Set<String> current = new TreeSet<>();
        for (String line :
                Files.readAllLines(ComposeFile.root().resolve("docs").resolve("WIRING.md"))) {
            if (line.startsWith("## ")) {
                current = new TreeSet<>();
                sections.put(line.substring(3).split(" ", -1)[0], current);
            }
            Matcher name = NAME.matcher(line);
            while (name.find()) {
                current.add(name.group(1));
                String bracket = name.group(2);
                if (bracket != null && OPTIONAL.matcher(bracket).find()) {
                    optional.add(name.group(1));
                }
            }
        }
        return new Wiring(sections, optional);
    }

    Set<String> of(String section) {
        return sections.getOrDefault(section, Set.of());
    }

    /** What a service of this section cannot do without, beside what all have. */
    List<String> required(String section) {
        return of(section).stream()
                .filter(name -> !name.endsWith("*"))
                .filter(name -> !of("Common").contains(name))
                .filter(name -> !optional.contains(name))
                .toList();
    }

    /** Whether a service of this section reads the variable; {@code OTEL_*} names several. */
    boolean knows(String section, String variable) {
        return names(of("Common"), variable) || names(of(section), variable);
    }

    private static boolean names(Set<String> names, String variable) {
        return names.stream()
                .anyMatch(name ->
                        name.equals(variable)
                                || (name.endsWith("*")
                                        && variable.startsWith(
                                                name.substring(0, name.length() - 1))));
    }
}
