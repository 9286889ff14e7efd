package dev.slipway.local.cli;

import java.net.ConnectException;

/** What a person is told of a failure. */
final class Sentences {
    private Sentences() {}

    static String of(Exception failure) {
        if (failure instanceof ConnectException) {
            return "nothing answers there; './slipway start gateway' starts a gateway that was stopped,"
                    + " './slipway up' all of Slipway";
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
