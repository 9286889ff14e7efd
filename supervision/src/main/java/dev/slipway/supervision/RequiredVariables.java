package dev.slipway.supervision;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a process cannot start without. Where it is missing the process ends at once with one line
 * that names it, in place of a framework's pages; a value is never told.
 */
public final class RequiredVariables {
    /** The status that {@code sysexits.h} has for a configuration that will not do. */
    public static final int MISCONFIGURED = 78;

    private RequiredVariables() {}

    /**
     * Returns only where all are set, in the environment or as {@code --NAME=value}.
     *
     * @param arguments those of the process
     */
    public static void orHalt(String[] arguments, String... names) {
        List<String> missing = missing(System.getenv(), arguments, names);
        if (!missing.isEmpty()) {
            halt(sentence(missing));
        }
    }

    /**
     * Ends the process at once as one that lacks a variable.
     *
     * @param sentence says which variable is at fault and not what it holds
     */
    public static void halt(String sentence) {
        System.err.println(sentence);
        Runtime.getRuntime().halt(MISCONFIGURED);
    }

    /** Those that are absent or blank. */
    static List<String> missing(
            Map<String, String> environment, String[] arguments, String... names) {
        return Arrays.stream(names)
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .filter(name ->
                        Arrays.stream(arguments)
                                .noneMatch(argument -> argument.startsWith("--" + name + "=")))
                .toList();
    }

    static String sentence(List<String> missing) {
        return "not started: "
                + String.join(" and ", missing)
                + (missing.size() == 1 ? " is" : " are")
                + " not set; docs/WIRING.md says what it is, and ./slipway secrets makes the"
                + " secrets of a platform in containers";
    }
}
