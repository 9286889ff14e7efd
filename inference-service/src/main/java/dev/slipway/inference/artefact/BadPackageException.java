package dev.slipway.inference.artefact;

/** A package that no retry makes good; the message is for people and names nothing internal. */
public final class BadPackageException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadPackageException(String message) {
        super(message);
    }
}
