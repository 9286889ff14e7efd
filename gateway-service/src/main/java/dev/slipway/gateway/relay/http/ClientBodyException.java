package dev.slipway.gateway.relay.http;

/** The client's body broke off. */
final class ClientBodyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClientBodyException(Throwable cause) {
        super("the client's body broke off", cause, false, false);
    }
}
