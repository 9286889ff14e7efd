package dev.slipway.inference.admission;

import dev.slipway.inference.refusal.Refusal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What decides beside its deadline when a request is served. Priorities are Triton's, 1 before all
 * others; 0 says of none in particular, in a header as in a body. Triton's range is the model's own
 * and what is beyond it falls to the default; here the range is one for all, and a request that
 * leaves it is refused.
 *
 * @param priority from {@link #HIGHEST} to {@link #LOWEST}
 * @param tenant for whom it is, as the gateway says; empty where nobody says it
 */
public record RequestClass(int priority, String tenant) {
    /** The priority that is served first. */
    public static final int HIGHEST = 1;

    /** The priority that is served last. */
    public static final int LOWEST = 10;

    /** The priority of a request that names none. */
    public static final int DEFAULT_PRIORITY = 5;

    /** Of a request that says nothing. */
    public static final RequestClass DEFAULT = new RequestClass(DEFAULT_PRIORITY, "");

    private static final int NAMES_NONE = 0;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,4}");

    public RequestClass {
        if (priority < HIGHEST || priority > LOWEST) {
            throw new IllegalArgumentException("there is no priority " + priority);
        }
    }

    /**
     * What a request's head says, of which either part may be absent.
     *
     * @return null where the priority is none that {@link #mayBeNamed}
     */
    public static @Nullable RequestClass read(@Nullable String priority, @Nullable String tenant) {
        int named = NAMES_NONE;
        if (priority != null) {
            if (!WHOLE_NUMBER.matcher(priority).matches()) {
                return null;
            }
            named = Integer.parseInt(priority);
        }
        if (!mayBeNamed(named)) {
            return null;
        }
        RequestClass unnamed =
                tenant == null ? DEFAULT : new RequestClass(DEFAULT_PRIORITY, tenant);
        return unnamed.named(named);
    }

    /** Whether a request may say this number of its priority. */
    public static boolean mayBeNamed(long priority) {
        return priority >= NAMES_NONE && priority <= LOWEST;
    }

    /**
     * The refusal of a priority that none may name.
     *
     * @param where the header or parameter that it was in, as the sentence begins
     */
    public static Refusal noSuchPriority(String where) {
        return Refusal.invalidRequest(
                where
                        + " must be a whole number from "
                        + NAMES_NONE
                        + " to "
                        + LOWEST
                        + ": "
                        + HIGHEST
                        + " is served first, "
                        + LOWEST
                        + " last, and "
                        + NAMES_NONE
                        + " is the default, "
                        + DEFAULT_PRIORITY);
    }

    /** The same where a priority is named that {@link #mayBeNamed}; 0 changes nothing. */
    public RequestClass named(int otherPriority) {
        return otherPriority == NAMES_NONE || otherPriority == priority
                ? this
                : new RequestClass(otherPriority, tenant);
    }
}
