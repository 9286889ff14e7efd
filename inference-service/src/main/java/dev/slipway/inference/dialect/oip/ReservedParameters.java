package dev.slipway.inference.dialect.oip;

import dev.slipway.inference.admission.RequestClass;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request that say how it is to be served, in whichever form it came: until
 * when its answer is wanted, how urgent it is, and of which sequence it is a part. Names and
 * meanings are those of Triton's extensions for schedule policies and sequences. A sequence needs a
 * model that keeps state between requests; there is none here, so that only a request that is part
 * of none is read.
 */
public final class ReservedParameters {
    /** Stands for a value that is no text, whole number or truth value. */
    public static final Object OTHER = new Object();

    /** Longer than any deadline may be, so that a longer one need not be told apart. */
    private static final long MOST_MICROS = Duration.ofDays(1).toNanos() / 1000;

    private static final String TIMEOUT = "timeout";
    private static final String PRIORITY = "priority";
    private static final String SEQUENCE_ID = "sequence_id";
    private static final String SEQUENCE_START = "sequence_start";
    private static final String SEQUENCE_END = "sequence_end";

    private @Nullable Duration timeout;
    private int priority;

    /** Whether a parameter of this name is one of these. */
    public static boolean has(String name) {
        return switch (name) {
            case TIMEOUT, PRIORITY, SEQUENCE_ID, SEQUENCE_START, SEQUENCE_END -> true;
            default -> false;
        };
    }

    /**
     * Reads one of these.
     *
     * @param value a {@link String}, a {@link Boolean}, a {@link Long} (of a longer whole number
     *     the nearest one), {@link #OTHER}, or null where it has none
     * @throws RefusedException when it may not be that
     */
    public void read(String name, @Nullable Object value) {
        switch (name) {
            case TIMEOUT -> timeout = timeout(value);
            case PRIORITY -> priority = priority(value);
            case SEQUENCE_ID -> {
                if (value != null && !value.equals(0L) && !value.equals("")) {
                    throw stateless(name);
                }
            }
            case SEQUENCE_START, SEQUENCE_END -> {
                if (value != null && !value.equals(false)) {
                    throw stateless(name);
                }
            }
            default -> throw new IllegalArgumentException(name + " is not reserved");
        }
    }

    /** From the request's arrival on, or null. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** As {@link RequestClass#named} takes it: 0 where none is named. */
    public int priority() {
        return priority;
    }

    private static Duration timeout(@Nullable Object value) {
        if (value instanceof Long micros && micros > 0) {
            return Duration.of(Math.min(micros, MOST_MICROS), ChronoUnit.MICROS);
        }
        throw Refusal.invalidRequest(
                        "parameter '"
                                + TIMEOUT
                                + "' must be a whole number of microseconds, at least 1")
                .asException();
    }

    private static int priority(@Nullable Object value) {
        if (value instanceof Long named && RequestClass.mayBeNamed(named)) {
            return named.intValue();
        }
        throw RequestClass.noSuchPriority("parameter '" + PRIORITY + "'").asException();
    }

    private static RefusedException stateless(String name) {
        return Refusal.invalidRequest(
                        "parameter '"
                                + name
                                + "' makes the request part of a sequence, but only stateless"
                                + " models are served; leave it out")
                .asException();
    }
}
