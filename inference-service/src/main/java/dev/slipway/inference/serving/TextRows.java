package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.task.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
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
     * Keeps one, or says why it is none.
     *
     * @param field the member of the request that it comes from
     * @param at its place there
     */
    @Nullable Refusal add(TokenizedText text, String field, int at) {
        return switch (text) {
            case TokenizedText.Ready(Tokens ready) -> {
                rows.add(ready);
                tokens += ready.count();
                cut += ready.cut() ? 1 : 0;
                yield null;
            }
            case TokenizedText.TooLong tooLong -> tooLong(tooLong, where(field, at), field);
            case TokenizedText.UnknownId(int id, int size) ->
                    Refusal.invalidRequest(
                                    where(field, at)
                                            + " holds the token id "
                                            + id
                                            + "; ids of this model's tokenizer are from 0 to "
                                            + (size - 1))
                            .about(field);
        };
    }

    /**
     * Adds texts until one is none, which refuses the request, or the request is over.
     *
     * @param tokenized what a text in its place becomes
     * @return whether all are here
     */
    boolean addAll(
            int texts, String field, Exchange exchange, IntFunction<TokenizedText> tokenized) {
        for (int at = 0; at < texts; at++) {
            if (exchange.outcome().isDone()) {
                return false;
            }
            Refusal refusal = add(tokenized.apply(at), field, at);
            if (refusal != null) {
                exchange.refuse(refusal);
                return false;
            }
        }
        return true;
    }

    /**
     * What the texts of a body keep, at most two bytes a character, and what the parser needs while
     * it makes the longest one.
     */
    static long bytes(byte[] body) {
        long longest = Math.min(body.length, EmbeddingsCodec.MOST_TEXT);
        return 2L * body.length + RequestMemory.MAKING_A_TEXT * longest;
    }

    /** Ends a request with what a codec made of its answer. */
    static void answer(EmbeddingsCodec.Encoded encoded, Exchange exchange) {
        switch (encoded) {
            case EmbeddingsCodec.Encoded.Body(byte[] bytes) -> exchange.answer(bytes);
            case EmbeddingsCodec.Encoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
        }
    }

    private static String where(String field, int at) {
        return "element " + at + " of '" + field + "'";
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

    /** The refusal of a request whose model has another task. */
    static Refusal otherTask(Exchange exchange, String does, TaskSetup task) {
        return new Refusal(
                        ErrorCode.TASK_NOT_SUPPORTED,
                        "model '"
                                + exchange.version().id().model()
                                + "' "
                                + does
                                + ": "
                                + task.says())
                .about("model");
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
