package dev.slipway.inference.model;

import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.task.FeatureExtraction;
import dev.slipway.inference.task.TaskSetup;
import dev.slipway.inference.task.TextClassification;
import dev.slipway.inference.task.TextInputs;
import dev.slipway.inference.task.TextRanking;
import dev.slipway.inference.task.Tokens;
import dev.slipway.inference.task.UnsupportedTaskException;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Inputs to run a version on before anybody asks it. */
final class MadeUpInputs {
    private MadeUpInputs() {}

    /** Makes the values of one input, in the Java form of its type. */
    @FunctionalInterface
    interface Filler {
        Object values(DataType type, int count);
    }

    /**
     * What the version's tokenizer makes of some texts, or null where it takes none.
     *
     * @param query what they are ranked for, by a version that ranks
     */
    static @Nullable List<Tokens> tokens(TaskSetup task, String query, List<String> texts) {
        return switch (task) {
            case TaskSetup.Embeddings(FeatureExtraction extraction) ->
                    texts.stream().map(extraction::tokenize).toList();
            case TaskSetup.Ranking(TextRanking ranking) ->
                    texts.stream().map(text -> ranking.tokenize(query, text)).toList();
            case TaskSetup.Classification(TextClassification classification) ->
                    texts.stream().map(classification::tokenize).toList();
            case TaskSetup.TensorsOnly _ -> null;
        };
    }

    /** The same as inputs, a row a text; longer ones end where the shortest one does. */
    static @Nullable Map<String, Tensor> ofTexts(TaskSetup task, String query, List<String> texts) {
        TextInputs inputs = ofTask(task);
        List<Tokens> tokens = tokens(task, query, texts);
        if (inputs == null || tokens == null) {
            return null;
        }
        int shortest = tokens.stream().mapToInt(Tokens::count).min().orElseThrow();
        return inputs.of(tokens.stream().map(text -> beginning(text, shortest)).toList());
    }

    private static @Nullable TextInputs ofTask(TaskSetup task) {
        return switch (task) {
            case TaskSetup.Embeddings(FeatureExtraction extraction) -> extraction.inputs();
            case TaskSetup.Ranking(TextRanking ranking) -> ranking.inputs();
            case TaskSetup.Classification(TextClassification classification) ->
                    classification.inputs();
            case TaskSetup.TensorsOnly _ -> null;
        };
    }

    /** The first tokens of a text, filled up with 0 where it has fewer. */
    static Tokens beginning(Tokens text, int count) {
        return new Tokens(
                Arrays.copyOf(text.ids(), count), Arrays.copyOf(text.typeIds(), count), true);
    }

    /** What makes inputs of tokens, also where the version has no task; null where nothing can. */
    static @Nullable TextInputs textInputs(TaskSetup task, ModelSignature signature) {
        TextInputs ofTask = ofTask(task);
        if (ofTask != null) {
            return ofTask;
        }
        try {
            return new TextInputs(signature.inputs(), 0);
        } catch (UnsupportedTaskException noTexts) {
            return null;
        }
    }

    /**
     * What the signature allows, or null where an input would be larger than {@code most} elements.
     *
     * @param size of a whole shape, whose varying dimensions are -1
     */
    static @Nullable Map<String, Tensor> ofSignature(
            ModelSignature signature, UnaryOperator<long[]> size, int most, Filler filler) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (TensorSpec input : signature.inputs()) {
            DataType type = DataType.ofWord(input.datatype()).orElseThrow();
            long[] shape = size.apply(input.shape().stream().mapToLong(Long::longValue).toArray());
            int count;
            try {
                count = Shapes.count(shape);
            } catch (ArithmeticException tooLarge) {
                return null;
            }
            if (count > most) {
                return null;
            }
            inputs.put(input.name(), new Tensor(type, shape, filler.values(type, count)));
        }
        return inputs;
    }
}
