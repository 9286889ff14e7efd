package dev.slipway.contract.version;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One input or output of a model.
 *
 * @param datatype the Open Inference Protocol's word: FP32, INT64, BYTES, …
 * @param shape one number a dimension, -1 where it varies
 * @param dimNames one entry a dimension: its symbolic name, or null
 * @param labels names of the classes in the order of the last dimension, or null
 * @param form how the engine gives it when that is no tensor ({@link #ZIPMAP}), else null
 */
public record TensorSpec(
        String name,
        String datatype,
        List<Long> shape,
        List<@Nullable String> dimNames,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> labels,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String form) {
    /** A sequence with one map a row, from the class to its score. */
    public static final String ZIPMAP = "zipmap";

    /** A plain tensor. */
    public TensorSpec(
            String name, String datatype, List<Long> shape, List<@Nullable String> dimNames) {
        this(name, datatype, shape, dimNames, null, null);
    }
}
