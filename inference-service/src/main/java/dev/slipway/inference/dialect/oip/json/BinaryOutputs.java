package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.tensor.LittleEndian;
import dev.slipway.inference.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The outputs of an answer that follow its JSON. Sizes are known before anything is written. */
final class BinaryOutputs {
    private static final int LENGTH_BYTES = 4;

    private final List<Object> parts = new ArrayList<>();
    private long bytes;

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Writes an output's entry and keeps its data for later. */
    void add(JsonGenerator out, String name, Tensor tensor) {
        Object part = tensor.data();
        long size = (long) tensor.count() * tensor.type().bytes();
        if (part instanceof String[] texts) {
            byte[][] encoded = new byte[texts.length][];
            size = 0;
            for (int i = 0; i < texts.length; i++) {
                encoded[i] = texts[i].getBytes(StandardCharsets.UTF_8);
                size += LENGTH_BYTES + encoded[i].length;
            }
            part = encoded;
        }
        parts.add(part);
        bytes += size;
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
        byte[] all = new byte[Math.toIntExact(json.length + bytes)];
        ByteBuffer to = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        to.put(json);
        for (Object part : parts) {
            if (part instanceof byte[][] texts) {
                for (byte[] text : texts) {
                    to.putInt(text.length).put(text);
                }
            } else {
                LittleEndian.put(part, to);
            }
        }
        return all;
    }
}
