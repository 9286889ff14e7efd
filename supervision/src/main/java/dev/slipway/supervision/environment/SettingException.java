package dev.slipway.supervision.environment;

import java.util.Collection;

/** A setting that keeps a service from starting. The message is one sentence without its value. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public SettingException(String sentence) {
        super(sentence);
    }

    /** Of variables that are not set. */
    public static SettingException missing(Collection<String> names) {
        boolean one = names.size() == 1;
        return new SettingException(
                String.join(", ", names)
                        + (one ? " is" : " are")
                        + " not set, and this service does not start without "
                        + (one ? "it" : "them")
                        + "; docs/WIRING.md says what belongs there");
    }
}
