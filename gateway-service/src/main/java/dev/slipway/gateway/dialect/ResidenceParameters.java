package dev.slipway.gateway.dialect;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.ModelRepositoryParameter;
import dev.slipway.contract.openinference.ModelRepositoryParameter.ParameterChoiceCase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of who wants a model loaded or unloaded. None changes anything here, so that only
 * what cannot be meant is told.
 */
public final class ResidenceParameters {
    private static final int SHOWN = 80;
    private static final String DEPENDENTS = "unload_dependents";
    private static final Refusal NO_OBJECT =
            Refusal.of(
                    ErrorCode.INVALID_JSON,
                    "The body is not a JSON object. Check its syntax, or send none.");
    private static final Refusal NO_PARAMETERS =
            wrong("The member parameters must be a JSON object.");
    private static final Refusal NO_CHOICE =
            wrong("The parameter " + DEPENDENTS + " must be true or false.");

    /** What is told of a configuration or files that come along. */
    public static final Refusal SEALED =
            wrong(
                    "Packages are sealed: neither configuration nor files of a version can be"
                            + " given here. Upload another version, and start a rollout to it.");

    private ResidenceParameters() {}

    /** What is wrong with a body, or with its beginning; null where nothing is, or it is empty. */
    public static @Nullable Refusal refusal(byte[] json, Operation operation) {
        JsonCursor cursor = new JsonCursor(json);
        cursor.next();
        if (cursor.atEnd()) {
            return null;
        }
        return switch (cursor.enter("parameters")) {
            case ABSENT -> null;
            case BROKEN -> NO_OBJECT;
            case FOUND -> cursor.open() ? refusal(cursor, operation) : NO_PARAMETERS;
        };
    }

    private static @Nullable Refusal refusal(JsonCursor cursor, Operation operation) {
        while (cursor.next() != '}') {
            String name = cursor.member();
            if (name == null) {
                return NO_OBJECT;
            }
            Refusal refusal = refusal(name, operation);
            if (refusal != null) {
                return refusal;
            }
            String word = cursor.scalar();
            if (!word.equals("true") && !word.equals("false")) {
                return NO_CHOICE;
            }
            if (!cursor.separated()) {
                return NO_OBJECT;
            }
        }
        return null;
    }

    /** The same of a message. */
    public static @Nullable Refusal refusal(
            Map<String, ModelRepositoryParameter> parameters, Operation operation) {
        for (Map.Entry<String, ModelRepositoryParameter> one : parameters.entrySet()) {
            Refusal refusal = refusal(one.getKey(), operation);
            if (refusal != null) {
                return refusal;
            }
            if (one.getValue().getParameterChoiceCase() != ParameterChoiceCase.BOOL_PARAM) {
                return NO_CHOICE;
            }
        }
        return null;
    }

    private static @Nullable Refusal refusal(String name, Operation operation) {
        if (name.equals(DEPENDENTS) && operation == Operation.UNLOAD) {
            return null;
        }
        if (name.equals("config") || name.startsWith("file:")) {
            return SEALED;
        }
        String shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
        return wrong(
                "There is no parameter \""
                        + shown
                        + "\" here. All versions of the model that are served are meant; name one"
                        + " as MODEL@3.");
    }

    private static Refusal wrong(String message) {
        return Refusal.of(ErrorCode.INVALID_REQUEST, message);
    }
}
