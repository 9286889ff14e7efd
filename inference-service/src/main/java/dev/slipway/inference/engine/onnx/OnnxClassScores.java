package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores that a graph gives as maps from class to score, one a row, made into one tensor whose
 * columns are the classes in the order of the signature's labels.
 */
final class OnnxClassScores {
    private final String output;
    private final Map<String, Integer> columns = new HashMap<>();

    private OnnxClassScores(String output, List<String> labels) {
        this.output = output;
        labels.forEach(label -> columns.put(label, columns.size()));
    }

    /** By the names of those outputs that are maps. */
    static Map<String, OnnxClassScores> of(ModelSignature signature) {
        Map<String, OnnxClassScores> scores = new HashMap<>();
        for (TensorSpec spec : signature.outputs()) {
            List<String> labels = spec.labels();
            if (TensorSpec.ZIPMAP.equals(spec.form()) && labels != null) {
                scores.put(spec.name(), new OnnxClassScores(spec.name(), labels));
            }
        }
        return scores;
    }

    /** A sequence has a row for each of its maps; a map alone is one row. */
    Tensor tensor(OnnxValue value) throws OrtException {
        if (!(value instanceof OnnxSequence sequence)) {
            return rows(List.of(value));
        }
        List<? extends OnnxValue> maps = sequence.getValue();
        try {
            return rows(maps);
        } finally {
            maps.forEach(OnnxValue::close);
        }
    }

    private Tensor rows(List<? extends OnnxValue> maps) throws OrtException {
        float[] scores = new float[maps.size() * columns.size()];
        for (int row = 0; row < maps.size(); row++) {
            if (!(maps.get(row) instanceof OnnxMap map)) {
                throw new OrtException("output '" + output + "' does not hold maps");
            }
            fill(scores, row * columns.size(), map.getValue());
        }
        return Tensor.floats(scores, maps.size(), columns.size());
    }

    private void fill(float[] scores, int from, Map<?, ?> map) throws OrtException {
        if (map.size() != columns.size()) {
            throw new OrtException("output '" + output + "' holds other classes than its labels");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Integer column = columns.get(String.valueOf(entry.getKey()));
            if (column == null || !(entry.getValue() instanceof Float score)) {
                throw new OrtException(
                        "output '" + output + "' holds other classes than its labels");
            }
            scores[from + column] = score;
        }
    }
}
