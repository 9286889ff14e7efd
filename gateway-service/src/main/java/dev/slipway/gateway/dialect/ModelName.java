package dev.slipway.gateway.dialect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls a model: {@code name} or {@code name@3}.
 *
 * @param pin the version that the client insists on, or null
 */
public record ModelName(String name, @Nullable Integer pin) {
    private static final Pattern FORM =
            Pattern.compile("([a-z0-9][a-z0-9._-]{0,62})(?:@([1-9][0-9]{0,8}))?");

    /** Empty when the text has no form that a model can have. */
    public static Optional<ModelName> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String pin = matcher.group(2);
        return Optional.of(new ModelName(matcher.group(1), pin == null ? null : number(pin)));
    }

    /** The same model, insisting on a version; empty when the text is not a version number. */
    public Optional<ModelName> pinnedTo(String version) {
        return version.matches("[1-9][0-9]{0,8}")
                ? Optional.of(new ModelName(name, number(version)))
                : Optional.empty();
    }

    private static Integer number(String digits) {
        return Integer.valueOf(digits);
    }

    @Override
    public String toString() {
        return pin == null ? name : name + "@" + pin;
    }
}
