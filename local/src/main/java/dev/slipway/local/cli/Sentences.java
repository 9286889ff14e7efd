package dev.slipway.local.cli;

import java.net.ConnectException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person is told of a failure. */
final class Sentences {
    /** A command that a sentence names, and that means one platform of several. */
    private static final Pattern COMMAND =
            Pattern.compile("\\./slipway (?:up|down|status|env|deploy|stop|start)\\b");

    private Sentences() {}

    /**
     * The same, with commands that can be typed as they stand.
     *
     * @param sameData what a command adds to mean the platform that was meant, after a space; empty
     *     where it means it anyway
     */
    static String of(Exception failure, String sameData) {
        return COMMAND.matcher(of(failure))
                .replaceAll(named -> Matcher.quoteReplacement(named.group() + sameData));
    }

    static String of(Exception failure) {
        if (failure instanceof ConnectException) {
            return "nothing answers there; './slipway start gateway' starts a gateway that was stopped,"
                    + " './slipway up' all of Slipway";
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
