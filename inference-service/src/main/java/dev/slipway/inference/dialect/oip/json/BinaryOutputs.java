package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.dialect.oip.RawContents;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The outputs of an answer that follow its JSON. Sizes are known before anything is written. */
final class BinaryOutputs {
    /** What the longest array can hold, with room for the JSON. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - (64 << 20);

    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private long bytes;

    boolean isEmpty() {
        return tensors.isEmpty();
    }

    /** Writes an output's entry and keeps its data for later. */
    void add(JsonGenerator out, String name, Tensor tensor) {
        long size = RawContents.size(tensor);
        bytes += size;
        if (bytes > MOST_BYTES) {
            throw Refusal.invalidRequest("the outputs are too large for one answer; ask for fewer")
                    .asException();
        }
        tensors.add(tensor);
        sizes.add((int) size);
        out.writeStartObject();
        out.writeStringProperty("name", name);
        out.writeStringProperty("datatype", tensor.type().name());
        TensorWriter.writeShape(out, tensor.shape());
        out.writeObjectPropertyStart("parameters");
        out.writeNumberProperty("binary_data_size", size);
        out.writeEndObject();
        out.writeEndObject();
    }

    /** The JSON and the data after it. */
    byte[] after(byte[] json) {
        byte[] all = Arrays.copyOf(json, Math.toIntExact(json.length + bytes));
        int at = json.length;
        for (int i = 0; i < sizes.size(); i++) {
            RawContents.write(tensors.get(i), all, at, sizes.get(i));
            at += sizes.get(i);
        }
        return all;
    }
}
