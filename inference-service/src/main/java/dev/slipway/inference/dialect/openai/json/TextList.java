package dev.slipway.inference.dialect.openai.json;

import dev.slipway.inference.refusal.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A member of a request that is a list of texts, or of what stands for texts, with its refusals.
 *
 * @param most elements of one request
 * @param orText whether a text alone may stand there too
 */
record TextList(String field, int most, boolean orText) {
    /**
     * Reads the whole list.
     *
     * @param element reads the element at which the parser stands, by its place in the list
     */
    <T> List<T> read(RequestBody body, IntFunction<T> element) {
        if (!body.isList()) {
            throw noList();
        }
        List<T> elements = new ArrayList<>();
        while (body.nextElement()) {
            bound(elements.size());
            elements.add(element.apply(elements.size()));
        }
        if (elements.isEmpty()) {
            throw empty();
        }
        return elements;
    }

    /** Before one more than so many is read. */
    void bound(int size) {
        if (size == most) {
            throw invalid(
                    "'"
                            + field
                            + "' has more than "
                            + most
                            + " elements; send them in several requests");
        }
    }

    RefusedException noList() {
        return invalid(
                "'" + field + "' must be " + (orText ? "a text or " : "") + "a list of texts");
    }

    RefusedException empty() {
        return invalid(
                "'"
                        + field
                        + "' must not be an empty list"
                        + (orText ? "; send at least one text" : ""));
    }

    RefusedException invalid(String message) {
        return RequestBody.invalid(field, message);
    }

    /** An element as a refusal names it. */
    String where(int at) {
        return "element " + at + " of '" + field + "'";
    }
}
