package dev.slipway.inference.serving;

import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.task.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The inputs that one request makes of its texts, counted as they come, and their refusals. */
final class TextRows {
    private final List<Tokens> rows;
    private long tokens;
    private int cut;

    TextRows(int size) {
        this.rows = new ArrayList<>(size);
    }

    /**
     * Adds texts until one is none, which refuses the request, or the request is over.
     *
     * @return whether all are here
     */
    boolean addAll(TextTask.Texts texts, int count, Exchange exchange) {
        for (int at = 0; at < count; at++) {
            if (exchange.outcome().isDone()) {
                return false;
            }
            Refusal refusal = add(texts, at);
            if (refusal != null) {
                exchange.refuse(refusal);
                return false;
            }
        }
        return true;
    }

    /** Keeps one, or says why it is none. */
    private @Nullable Refusal add(TextTask.Texts texts, int at) {
        return switch (texts.tokenize(at)) {
            case TokenizedText.Ready(Tokens ready) -> {
                rows.add(ready);
                tokens += ready.count();
                cut += ready.cut() ? 1 : 0;
                yield null;
            }
            case TokenizedText.TooLong tooLong ->
                    tooLong(tooLong, texts.where(at), texts.field(at));
            case TokenizedText.UnknownId(int id, int size) ->
                    Refusal.invalidRequest(
                                    texts.where(at)
                                            + " holds the token id "
                                            + id
                                            + "; ids of this model's tokenizer are from 0 to "
                                            + (size - 1))
                            .about(texts.field(at));
        };
    }

    /** The refusal of what is longer than the model reads. */
    static Refusal tooLong(TokenizedText.TooLong text, String what, String field) {
        OptionalInt count = text.count();
        return Refusal.invalidRequest(
                        what
                                + " has "
                                + (count.isPresent()
                                        ? count.getAsInt()
                                        : "more than " + text.most())
                                + " tokens, special ones included, but the model reads "
                                + text.most()
                                + "; send less, or \"truncate\": true to have it cut")
                .about(field);
    }

    List<Tokens> rows() {
        return rows;
    }

    /** What the model reads, over all rows. */
    long tokens() {
        return tokens;
    }

    /** How many of them are less than what was sent. */
    int cut() {
        return cut;
    }
}
