package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextModel;
import dev.slipway.inference.task.TextSettings;

/**
 * Texts in, one answer out. Charged before a body is read is what its texts keep, at most two bytes
 * a character, and what the parser needs while it makes the longest one; before the first text is
 * made into tokens, what each costs beside its characters while it waits and runs. A task may add
 * to both.
 */
final class TextCall<R, M extends TextModel> implements Call {
    private final TextTask<R, M> task;

    TextCall(TextTask<R, M> task) {
        this.task = task;
    }

    @Override
    public void start(byte[] body, Exchange exchange) {
        TextSettings settings = exchange.version().texts();
        if (!exchange.tryHold(bytesOfTexts(body) + task.bytesOfReading(body, settings))) {
            return;
        }
        switch (task.decode(body, settings)) {
            case Decoded.Refused<R>(Refusal refusal) -> exchange.refuse(refusal);
            case Decoded.Request<R>(R request) -> {
                TaskSetup setup = exchange.version().task();
                M model = task.model(setup);
                if (model == null) {
                    exchange.refuse(otherTask(exchange, setup));
                } else if (exchange.tryHold(bytesOfRunning(request, model, body))) {
                    TextTask.Texts texts = task.texts(request, model, settings);
                    run(texts, task.count(request), model, exchange);
                }
            }
        }
    }

    private static long bytesOfTexts(byte[] body) {
        long longest = Math.min(body.length, EmbeddingsCodec.MOST_TEXT);
        return 2L * body.length + RequestMemory.MAKING_A_TEXT * longest;
    }

    private long bytesOfRunning(R request, M model, byte[] body) {
        return (long) TextRun.BYTES_OF_A_TEXT * task.count(request)
                + task.bytesOfAnswering(request, model, body);
    }

    private Refusal otherTask(Exchange exchange, TaskSetup setup) {
        return new Refusal(
                        ErrorCode.TASK_NOT_SUPPORTED,
                        "model '"
                                + exchange.version().id().model()
                                + "' "
                                + task.lacks()
                                + ": "
                                + setup.says())
                .about("model");
    }

    private static void run(TextTask.Texts texts, int count, TextModel model, Exchange exchange) {
        Refusal refusal = texts.refused();
        if (refusal != null) {
            exchange.refuse(refusal);
            return;
        }
        TextRows rows = new TextRows(count);
        if (!rows.addAll(texts, count, exchange)) {
            return;
        }
        exchange.cuts(rows.cut());
        long tokens = rows.tokens();
        Runnable whole = () -> whole(texts, tokens, exchange);
        new TextRun(exchange, model.output(), texts::take, whole)
                .submit(rows.rows(), model.inputs());
    }

    private static void whole(TextTask.Texts texts, long tokens, Exchange exchange) {
        if (texts.isShort()) {
            answer(texts, tokens, exchange);
        } else {
            exchange.compute(() -> answer(texts, tokens, exchange));
        }
    }

    private static void answer(TextTask.Texts texts, long tokens, Exchange exchange) {
        switch (texts.encode(exchange.version().id().model(), tokens)) {
            case EmbeddingsCodec.Encoded.Body(byte[] bytes) -> exchange.answer(bytes);
            case EmbeddingsCodec.Encoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
        }
    }
}
