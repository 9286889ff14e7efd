package dev.slipway.gateway.dialect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls a model: {@code name}, {@code name@3} or {@code name@champion}.
 *
 * @param pin the version that the client insists on, or null
 * @param alias the movable name of a version that the client asks by, or null; never beside a pin
 */
public record ModelName(String name, @Nullable Integer pin, @Nullable String alias) {
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z0-9][a-z0-9._-]{0,62})"
                            + "(?:@(?:([1-9][0-9]{0,8})|([a-z][a-z0-9-]{0,62})))?");

    public ModelName(String name, @Nullable Integer pin) {
        this(name, pin, null);
    }

    /** Empty when the text has no form that a model can have. */
    public static Optional<ModelName> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String pin = matcher.group(2);
        return Optional.of(
                new ModelName(
                        matcher.group(1), pin == null ? null : number(pin), matcher.group(3)));
    }

    /**
     * The same model, insisting on a version, whatever stands behind its {@code @}; empty when the
     * text is not a version number.
     */
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
        if (alias != null) {
            return name + "@" + alias;
        }
        return pin == null ? name : name + "@" + pin;
    }
}
