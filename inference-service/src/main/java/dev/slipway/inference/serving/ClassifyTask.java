package dev.slipway.inference.serving;

import dev.slipway.inference.dialect.openai.ClassifyCodec;
import dev.slipway.inference.dialect.openai.ClassifyCodec.ScoredClass;
import dev.slipway.inference.dialect.openai.ClassifyRequest;
import dev.slipway.inference.dialect.openai.Decoded;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextClassification;
import dev.slipway.inference.task.TextSettings;
import dev.slipway.inference.task.TokenizedText;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts in, scores of classes out, the highest first. Charged beside the texts is what of their
 * classes is written.
 */
final class ClassifyTask implements TextTask<ClassifyRequest, TextClassification> {
    /** Scores up to which an answer is short. */
    private static final int FEW = 256;

    /** A score with its label's reference, and both as JSON where the label has usual length. */
    private static final long BYTES_OF_A_CLASS = 128;

    private final ClassifyCodec codec;

    ClassifyTask(ClassifyCodec codec) {
        this.codec = codec;
    }

    @Override
    public Decoded<ClassifyRequest> decode(byte[] body, TextSettings settings) {
        return codec.decode(body);
    }

    @Override
    public @Nullable TextClassification model(TaskSetup setup) {
        return setup instanceof TaskSetup.Classification(TextClassification classifier)
                ? classifier
                : null;
    }

    @Override
    public String lacks() {
        return "does not classify texts";
    }

    @Override
    public int count(ClassifyRequest request) {
        return request.inputs().size();
    }

    @Override
    public long bytesOfAnswering(
            ClassifyRequest request, TextClassification classifier, byte[] body) {
        return BYTES_OF_A_CLASS * classifier.labels().size() * request.inputs().size();
    }

    @Override
    public Texts texts(
            ClassifyRequest request, TextClassification classifier, TextSettings settings) {
        return new Scored(request, classifier, settings.cuts(request.truncate()));
    }

    private final class Scored implements Texts {
        private final ClassifyRequest request;
        private final TextClassification classifier;
        private final boolean cut;
        private final float[][] scores;

        Scored(ClassifyRequest request, TextClassification classifier, boolean cut) {
            this.request = request;
            this.classifier = classifier;
            this.cut = cut;
            this.scores = new float[request.inputs().size()][];
        }

        @Override
        public String field(int at) {
            return "inputs";
        }

        @Override
        public TokenizedText tokenize(int at) {
            ClassifyRequest.Text text = request.inputs().get(at);
            return classifier.tokenize(text.first(), text.second(), cut);
        }

        @Override
        public @Nullable Refusal take(int at, int tokens, Tensor result) {
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

        @Override
        public boolean isShort() {
            return scores.length * classifier.labels().size() <= FEW;
        }

        @Override
        public EmbeddingsCodec.Encoded encode(String model, long tokens) {
            List<List<ScoredClass>> classes = new ArrayList<>(scores.length);
            for (float[] ofText : scores) {
                classes.add(best(ofText));
            }
            return codec.encode(request.single(), classes);
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
