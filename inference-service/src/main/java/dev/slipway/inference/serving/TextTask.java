package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextModel;
import dev.slipway.inference.task.TextSettings;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of request that carries texts has of its own; {@link TextCall} does the rest. It
 * keeps nothing of a request.
 *
 * @param <R> what a body asks
 * @param <M> what a version of this task reads texts with
 */
interface TextTask<R, M extends TextModel> {
    /** Bytes on the heap that reading a body takes beside what its texts take. */
    default long bytesOfReading(byte[] body, TextSettings settings) {
        return 0;
    }

    /** What a body asks, or why it asks nothing. */
    Decoded<R> decode(byte[] body, TextSettings settings);

    /** What a version does it with; null where its task is another. */
    @Nullable M model(TaskSetup setup);

    /** What a model of another task does not do, as it is said after the model's name. */
    String lacks();

    /** Texts of a request, of which each runs. */
    int count(R request);

    /** Bytes on the heap that answering takes beside what the texts take. */
    default long bytesOfAnswering(R request, M model, byte[] body) {
        return 0;
    }

    /** Begins with a request for which all is charged. */
    Texts texts(R request, M model, TextSettings settings);

    /** The texts of one request, from their tokens to the answer. */
    interface Texts {
        /** Why there is no answer whatever the texts are, or null; asked before the first one. */
        default @Nullable Refusal refused() {
            return null;
        }

        /** The member of the request that a text comes from. */
        String field(int at);

        /** A text as a refusal names it. */
        default String where(int at) {
            return "element " + at + " of '" + field(at) + "'";
        }

        /** What the model reads of a text, cut where the request lets it be. */
        TokenizedText tokenize(int at);

        /** As {@link TextRun.Taking#take}: of each text once, on several threads. */
        @Nullable Refusal take(int at, int tokens, Tensor result);

        /** Whether writing the answer costs less than handing it to another thread. */
        boolean isShort();

        /**
         * Writes the answer when all results are taken, or says why it cannot be written.
         *
         * @param model the name of the model
         * @param tokens what the model has read, over all texts
         */
        EmbeddingsCodec.Encoded encode(String model, long tokens);
    }
}
