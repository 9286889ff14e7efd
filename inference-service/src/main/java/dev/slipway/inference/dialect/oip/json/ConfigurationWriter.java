package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.dialect.oip.ModelConfiguration;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes a configuration as Triton's REST form has it: its message, with the fields' own names. */
final class ConfigurationWriter {
    private ConfigurationWriter() {}

    static void write(JsonGenerator out, ModelConfiguration configuration) {
        out.writeStartObject();
        out.writeStringProperty("name", configuration.model());
        out.writeStringProperty("platform", OipJson.PLATFORM);
        out.writeStringProperty("backend", ModelConfiguration.BACKEND);
        out.writeNumberProperty("max_batch_size", configuration.maxBatchSize());
        write(out, "input", configuration.inputs());
        write(out, "output", configuration.outputs());
        if (configuration.batches()) {
            out.writeObjectPropertyStart("dynamic_batching");
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void write(
            JsonGenerator out, String field, List<ModelConfiguration.Described> tensors) {
        out.writeArrayPropertyStart(field);
        for (ModelConfiguration.Described tensor : tensors) {
            out.writeStartObject();
            out.writeStringProperty("name", tensor.name());
            out.writeStringProperty("data_type", tensor.dataType());
            out.writeArrayPropertyStart("dims");
            for (long dim : tensor.dims()) {
                out.writeNumber(dim);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
