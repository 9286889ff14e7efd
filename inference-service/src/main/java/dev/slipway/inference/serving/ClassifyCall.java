package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.ClassifyCodec;
import dev.slipway.inference.dialect.openai.ClassifyCodec.ScoredClass;
import dev.slipway.inference.dialect.openai.ClassifyRequest;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextClassification;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts in, scores of classes out, the highest first. Charged is what the texts keep, at most two
 * bytes a character, what the parser needs while it makes the longest one, what each text costs
 * beside its characters while it waits and runs, and what of its classes is written.
 */
final class ClassifyCall implements Call {
    /** Scores up to which writing an answer costs less than handing it to another thread. */
    private static final int FEW = 256;

    /** A score with its label's reference, and both as JSON where the label has usual length. */
    private static final int BYTES_OF_A_CLASS = 128;

    private static final String INPUTS = "inputs";

    private final ClassifyCodec codec;

    ClassifyCall(ClassifyCodec codec) {
        this.codec = codec;
    }

    @Override
    public void start(byte[] body, Exchange exchange) {
        if (!exchange.tryHold(TextRows.bytes(body))) {
            return;
        }
        switch (codec.decode(body)) {
            case ClassifyCodec.Decoded.Refused(Refusal refusal) -> exchange.refuse(refusal);
            case ClassifyCodec.Decoded.Request(ClassifyRequest request) -> {
                TaskSetup task = exchange.version().task();
                if (!(task instanceof TaskSetup.Classification(TextClassification classifier))) {
                    exchange.refuse(TextRows.otherTask(exchange, "does not classify texts", task));
                } else if (exchange.tryHold(bytes(request, classifier))) {
                    classify(request, classifier, exchange);
                }
            }
        }
    }

    private static long bytes(ClassifyRequest request, TextClassification classifier) {
        long ofText =
                TextRun.BYTES_OF_A_TEXT + (long) BYTES_OF_A_CLASS * classifier.labels().size();
        return ofText * request.inputs().size();
    }

    private void classify(
            ClassifyRequest request, TextClassification classifier, Exchange exchange) {
        boolean cut = exchange.version().texts().cuts(request.truncate());
        TextRows rows = new TextRows(request.inputs().size());
        List<ClassifyRequest.Text> texts = request.inputs();
        if (!rows.addAll(
                texts.size(),
                INPUTS,
                exchange,
                at -> classifier.tokenize(texts.get(at).first(), texts.get(at).second(), cut))) {
            return;
        }
        exchange.cuts(rows.cut());
        Gathering gathering = new Gathering(request, classifier, exchange);
        new TextRun(exchange, classifier.output(), gathering::take, gathering::whole)
                .submit(rows.rows(), classifier.inputs());
    }

    /** The scores of one request as they come. */
    private final class Gathering {
        private final ClassifyRequest request;
        private final TextClassification classifier;
        private final Exchange exchange;
        private final float[][] scores;

        Gathering(ClassifyRequest request, TextClassification classifier, Exchange exchange) {
            this.request = request;
            this.classifier = classifier;
            this.exchange = exchange;
            this.scores = new float[request.inputs().size()][];
        }

        @Nullable Refusal take(int at, int tokens, Tensor result) {
            float[] ofText = classifier.scores(result, request.rawScores());
            if (ofText == null) {
                return Refusal.engineFailed("the model gave no score of each class for each text");
            }
            for (float score : ofText) {
                // One that is no number would be the last one, and top_k leaves the last ones out.
                if (!Float.isFinite(score)) {
                    return Refusal.engineFailed(
                            "a score is NaN or infinity for this text, which JSON cannot carry");
                }
            }
            scores[at] = ofText;
            return null;
        }

        void whole() {
            if (scores.length * classifier.labels().size() <= FEW) {
                encode();
            } else {
                exchange.compute(this::encode);
            }
        }

        private void encode() {
            List<List<ScoredClass>> classes = new ArrayList<>(scores.length);
            for (float[] ofText : scores) {
                classes.add(best(ofText));
            }
            TextRows.answer(codec.encode(request.single(), classes), exchange);
        }

        /** Of equal scores the class of the lower index comes first. */
        private List<ScoredClass> best(float[] ofText) {
            List<ScoredClass> all = new ArrayList<>(ofText.length);
            for (int at = 0; at < ofText.length; at++) {
                all.add(new ScoredClass(classifier.labels().get(at), ofText[at]));
            }
            all.sort(Comparator.comparingDouble((ScoredClass one) -> -one.score()));
            Integer most = request.topK();
            return most == null || most >= all.size() ? all : all.subList(0, most);
        }
    }
}
