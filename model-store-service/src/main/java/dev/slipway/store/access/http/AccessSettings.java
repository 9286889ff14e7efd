package dev.slipway.store.access.http;

/**
 * What proves who speaks.
 *
 * @param verifyKey of service tokens: X.509 in base64; several with commas while keys are changed
 * @param enrolmentSecret with which this store gets its own tokens
 */
public record AccessSettings(String verifyKey, String enrolmentSecret) {
    @Override
    public String toString() {
        return "AccessSettings[hidden]";
    }
}
