package dev.slipway.store.access.http;

/**
 * What proves who speaks.
 *
 * @param serviceSecret hexadecimal, at least 32 bytes
 */
public record AccessSettings(String serviceSecret) {
    @Override
    public String toString() {
        return "AccessSettings[hidden]";
    }
}
