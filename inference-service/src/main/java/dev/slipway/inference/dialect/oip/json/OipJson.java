package dev.slipway.inference.dialect.oip.json;

import dev.slipway.contract.Headers;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.JsonEncoding;
import dev.slipway.inference.dialect.oip.IndexedVersion;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.ModelConfiguration;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.VersionStatistics;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** The codec, on Jackson's streams: no tree is ever made of a body. */
final class OipJson implements OipCodec {
    static final String PLATFORM = "onnx_onnxv1";
    private static final int MOST_STRING = 64 << 20;
    private static final int DEEPEST = 64;

    /**
     * Bytes of a member's name. The parser keeps names for later bodies too, and copies all that it
     * has for each long one that is new to it.
     */
    private static final int MOST_NAME = 256;

    private final JsonFactory json =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(MOST_STRING)
                                    .maxNestingDepth(DEEPEST)
                                    .maxNameLength(MOST_NAME)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    // Half a surrogate pair, which a client may send, would throw where it is
                    // written; each half as an escape is valid JSON.
                    .disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    @Override
    public Decoded decode(
            byte[] body, int jsonLength, ModelSignature signature, RequestMemory memory) {
        if (jsonLength > body.length) {
            return new Decoded.Refused(
                    Refusal.invalidRequest(
                            Headers.JSON_LENGTH
                                    + " is "
                                    + jsonLength
                                    + ", but the body has only "
                                    + body.length
                                    + " bytes"));
        }
        int length = jsonLength == WHOLE ? body.length : jsonLength;
        Refusal encoding = JsonEncoding.check(body, length);
        if (encoding != null) {
            return new Decoded.Refused(encoding);
        }
        try {
            return new Decoded.Request(
                    jsonLength == 0
                            ? new RawReader(body, signature, memory).read()
                            : new InferReader(new JsonPart(json, body, length), signature, memory)
                                    .read());
        } catch (RefusedException refused) {
            return new Decoded.Refused(refused.refusal());
        } catch (StreamConstraintsException _) {
            return new Decoded.Refused(tooMuch());
        } catch (JacksonException broken) {
            return new Decoded.Refused(brokenJson(broken));
        }
    }

    private static Refusal tooMuch() {
        return Refusal.invalidRequest(
                "the body has a member's name of more than "
                        + MOST_NAME
                        + " bytes, a number of more than "
                        + StreamReadConstraints.DEFAULT_MAX_NUM_LEN
                        + " digits, a text of more than "
                        + MOST_STRING
                        + " characters, or is nested deeper than "
                        + DEEPEST
                        + " levels, none of which is read");
    }

    private static Refusal brokenJson(JacksonException broken) {
        String message = broken.getOriginalMessage();
        String reason = message == null ? "" : message.lines().findFirst().orElse("");
        boolean plain = !reason.contains("StreamRead") && !reason.contains("tools.jackson");
        return Refusal.invalidJson(
                "the body is not valid JSON"
                        + (broken.getLocation() == null
                                ? ""
                                : " near line "
                                        + broken.getLocation().getLineNr()
                                        + ", column "
                                        + broken.getLocation().getColumnNr())
                        + (plain && !reason.isEmpty() ? ": " + reason : ""));
    }

    @Override
    public Encoded encode(
            String model, int version, InferRequest request, Map<String, Tensor> outputs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        BinaryOutputs binary = new BinaryOutputs();
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            if (request.id() != null) {
                out.writeStringProperty("id", request.id());
            }
            out.writeStringProperty("model_name", model);
            out.writeStringProperty("model_version", Integer.toString(version));
            if (request.parameters().length > 0) {
                out.writeName("parameters");
                out.writeRawValue(new String(request.parameters(), StandardCharsets.UTF_8));
            }
            out.writeArrayPropertyStart("outputs");
            for (String name : request.outputs()) {
                Tensor tensor = request.output(name, outputs);
                if (tensor == null) {
                    return new Encoded.Refused(
                            Refusal.engineFailed("the model gave no output '" + name + "'"));
                }
                if (request.binaryOutputs().contains(name)) {
                    binary.add(out, name, tensor);
                } else {
                    TensorWriter.write(out, name, tensor);
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (RefusedException refused) {
            return new Encoded.Refused(refused.refusal());
        }
        byte[] written = bytes.toByteArray();
        return binary.isEmpty()
                ? new Encoded.Body(written, WHOLE)
                : new Encoded.Body(binary.after(written), written.length);
    }

    @Override
    public byte[] metadata(String model, int version, ModelSignature signature, String batching) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeStringProperty("name", model);
            out.writeArrayPropertyStart("versions");
            out.writeString(Integer.toString(version));
            out.writeEndArray();
            out.writeStringProperty("platform", PLATFORM);
            writeSpecs(out, "inputs", signature.inputs());
            writeSpecs(out, "outputs", signature.outputs());
            out.writeObjectPropertyStart("parameters");
            out.writeStringProperty("batching", batching);
            out.writeEndObject();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] configuration(ModelConfiguration configuration) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            ConfigurationWriter.write(out, configuration);
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] statistics(String model, int version, VersionStatistics counted) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeArrayPropertyStart("model_stats");
            out.writeStartObject();
            out.writeStringProperty("name", model);
            out.writeStringProperty("version", Integer.toString(version));
            out.writeNumberProperty("last_inference", counted.lastRunMillis());
            out.writeNumberProperty("inference_count", counted.rows());
            out.writeNumberProperty("execution_count", counted.runs());
            out.writeObjectPropertyStart("inference_stats");
            writeDuration(out, "success", counted.answered(), counted.answeredNanos());
            writeDuration(out, "fail", counted.failed(), counted.failedNanos());
            writeDuration(out, "queue", counted.works(), counted.queueNanos());
            writeDuration(out, "compute_input", counted.runs(), counted.inputNanos());
            writeDuration(out, "compute_infer", counted.runs(), counted.computeNanos());
            writeDuration(out, "compute_output", counted.runs(), counted.outputNanos());
            writeDuration(out, "cache_hit", counted.hits(), counted.hitNanos());
            writeDuration(out, "cache_miss", counted.misses(), counted.missNanos());
            out.writeEndObject();
            writeBatches(out, counted.batches());
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] index(List<IndexedVersion> versions) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartArray();
            for (IndexedVersion one : versions) {
                out.writeStartObject();
                out.writeStringProperty("name", one.model());
                out.writeStringProperty("version", Integer.toString(one.version()));
                out.writeStringProperty("state", one.state());
                out.writeStringProperty("reason", one.reason());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        return bytes.toByteArray();
    }

    private static void writeBatches(JsonGenerator out, List<VersionStatistics.Batch> batches) {
        out.writeArrayPropertyStart("batch_stats");
        for (VersionStatistics.Batch batch : batches) {
            out.writeStartObject();
            out.writeNumberProperty("batch_size", batch.rows());
            writeDuration(out, "compute_input", batch.runs(), batch.inputNanos());
            writeDuration(out, "compute_infer", batch.runs(), batch.computeNanos());
            writeDuration(out, "compute_output", batch.runs(), batch.outputNanos());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeDuration(JsonGenerator out, String name, long count, long nanos) {
        out.writeObjectPropertyStart(name);
        out.writeNumberProperty("count", count);
        out.writeNumberProperty("ns", nanos);
        out.writeEndObject();
    }

    private static void writeSpecs(JsonGenerator out, String field, List<TensorSpec> specs) {
        out.writeArrayPropertyStart(field);
        for (TensorSpec spec : specs) {
            out.writeStartObject();
            out.writeStringProperty("name", spec.name());
            out.writeStringProperty("datatype", spec.datatype());
            TensorWriter.writeShape(
                    out, spec.shape().stream().mapToLong(Long::longValue).toArray());
            writeLabels(out, spec.labels());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeLabels(JsonGenerator out, @Nullable List<String> labels) {
        if (labels != null) {
            out.writeObjectPropertyStart("parameters");
            out.writeArrayPropertyStart("labels");
            labels.forEach(out::writeString);
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    @Override
    public byte[] error(Refusal refusal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeStringProperty("error", refusal.message());
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
