package dev.slipway.inference.dialect.oip.protobuf;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.openinference.InferBatchStatistics;
import dev.slipway.contract.openinference.InferStatistics;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelMetadataResponse;
import dev.slipway.contract.openinference.ModelStatistics;
import dev.slipway.contract.openinference.ModelStatisticsResponse;
import dev.slipway.contract.openinference.RepositoryIndexResponse;
import dev.slipway.contract.openinference.StatisticDuration;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.dialect.oip.IndexedVersion;
import dev.slipway.inference.dialect.oip.InferRequest;
import dev.slipway.inference.dialect.oip.ModelConfiguration;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.RawContents;
import dev.slipway.inference.dialect.oip.VersionStatistics;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.refusal.RefusedException;
import dev.slipway.inference.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The codec on protobuf's streams: the elements of a tensor are never objects. Answers always carry
 * raw contents, as Triton's do. An error is its sentence alone; the gateway makes a status of it.
 */
final class OipProtobuf implements OipCodec {
    private static final String PLATFORM = "onnx_onnxv1";

    /** Ends the property that names an output's classes: the message has no better place. */
    private static final String LABELS = ".labels";

    @Override
    public Decoded decode(
            byte[] body, int jsonLength, ModelSignature signature, RequestMemory memory) {
        try {
            return new Decoded.Request(new InferMessageReader(body, signature, memory).read());
        } catch (RefusedException refused) {
            return new Decoded.Refused(refused.refusal());
        } catch (IOException broken) {
            return new Decoded.Refused(
                    Refusal.invalidRequest(
                            "the message is no ModelInferRequest; check how it is encoded"));
        }
    }

    @Override
    public Encoded encode(
            String model, int version, InferRequest request, Map<String, Tensor> outputs) {
        ModelInferResponse.Builder head =
                ModelInferResponse.newBuilder()
                        .setModelName(model)
                        .setModelVersion(Integer.toString(version));
        if (request.id() != null) {
            head.setId(request.id());
        }
        List<Tensor> tensors = new ArrayList<>(request.outputs().size());
        for (String name : request.outputs()) {
            Tensor tensor = request.output(name, outputs);
            if (tensor == null) {
                return new Encoded.Refused(
                        Refusal.engineFailed("the model gave no output '" + name + "'"));
            }
            ModelInferResponse.InferOutputTensor.Builder entry =
                    head.addOutputsBuilder().setName(name).setDatatype(tensor.type().name());
            for (long dimension : tensor.shape()) {
                entry.addShape(dimension);
            }
            tensors.add(tensor);
        }
        try {
            head.mergeFrom(request.parameters());
        } catch (InvalidProtocolBufferException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return withContents(head.build().toByteArray(), tensors);
    }

    /** The contents come last in a message, so they follow what is written already. */
    private static Encoded withContents(byte[] head, List<Tensor> tensors) {
        int[] sizes = new int[tensors.size()];
        long total = head.length;
        for (int i = 0; i < sizes.length; i++) {
            long size = RawContents.size(tensors.get(i));
            total += size + sizeOfLength(size);
            if (total > Integer.MAX_VALUE) {
                return new Encoded.Refused(
                        Refusal.invalidRequest(
                                "the outputs are too large for one message; ask for fewer"));
            }
            sizes[i] = (int) size;
        }
        byte[] message = new byte[(int) total];
        System.arraycopy(head, 0, message, 0, head.length);
        int at = head.length;
        for (int i = 0; i < sizes.length; i++) {
            at = writeLength(message, at, sizes[i]);
            RawContents.write(tensors.get(i), message, at, sizes[i]);
            at += sizes[i];
        }
        return new Encoded.Body(message, WHOLE);
    }

    private static int sizeOfLength(long size) {
        return CodedOutputStream.computeTagSize(ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER)
                + CodedOutputStream.computeUInt64SizeNoTag(size);
    }

    private static int writeLength(byte[] message, int at, int size) {
        int length = sizeOfLength(size);
        CodedOutputStream out = CodedOutputStream.newInstance(message, at, length);
        try {
            out.writeTag(
                    ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER,
                    InferMessageReader.LENGTH_DELIMITED);
            out.writeUInt32NoTag(size);
        } catch (IOException tooSmall) {
            throw new UncheckedIOException(tooSmall);
        }
        return at + length;
    }

    @Override
    public byte[] metadata(String model, int version, ModelSignature signature, String batching) {
        ModelMetadataResponse.Builder metadata =
                ModelMetadataResponse.newBuilder()
                        .setName(model)
                        .addVersions(Integer.toString(version))
                        .setPlatform(PLATFORM)
                        .putProperties("batching", batching);
        signature.inputs().forEach(input -> metadata.addInputs(specification(input)));
        for (TensorSpec output : signature.outputs()) {
            metadata.addOutputs(specification(output));
            List<String> labels = output.labels();
            if (labels != null) {
                metadata.putProperties(output.name() + LABELS, LabelList.json(labels));
            }
        }
        return metadata.build().toByteArray();
    }

    @Override
    public byte[] configuration(ModelConfiguration configuration) {
        return ConfigurationMessage.of(configuration, PLATFORM);
    }

    @Override
    public byte[] statistics(String model, int version, VersionStatistics counted) {
        ModelStatistics.Builder statistics =
                ModelStatistics.newBuilder()
                        .setName(model)
                        .setVersion(Integer.toString(version))
                        .setLastInference(counted.lastRunMillis())
                        .setInferenceCount(counted.rows())
                        .setExecutionCount(counted.runs())
                        .setInferenceStats(durations(counted));
        for (VersionStatistics.Batch batch : counted.batches()) {
            statistics.addBatchStats(
                    InferBatchStatistics.newBuilder()
                            .setBatchSize(batch.rows())
                            .setComputeInput(duration(batch.runs(), batch.inputNanos()))
                            .setComputeInfer(duration(batch.runs(), batch.computeNanos()))
                            .setComputeOutput(duration(batch.runs(), batch.outputNanos())));
        }
        return ModelStatisticsResponse.newBuilder().addModelStats(statistics).build().toByteArray();
    }

    @Override
    public byte[] index(List<IndexedVersion> versions) {
        RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
        for (IndexedVersion one : versions) {
            index.addModelsBuilder()
                    .setName(one.model())
                    .setVersion(Integer.toString(one.version()))
                    .setState(one.state())
                    .setReason(one.reason());
        }
        return index.build().toByteArray();
    }

    private static InferStatistics.Builder durations(VersionStatistics counted) {
        return InferStatistics.newBuilder()
                .setSuccess(duration(counted.answered(), counted.answeredNanos()))
                .setFail(duration(counted.failed(), counted.failedNanos()))
                .setQueue(duration(counted.works(), counted.queueNanos()))
                .setComputeInput(duration(counted.runs(), counted.inputNanos()))
                .setComputeInfer(duration(counted.runs(), counted.computeNanos()))
                .setComputeOutput(duration(counted.runs(), counted.outputNanos()))
                .setCacheHit(duration(counted.hits(), counted.hitNanos()))
                .setCacheMiss(duration(counted.misses(), counted.missNanos()));
    }

    private static StatisticDuration duration(long count, long nanos) {
        return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
    }

    private static ModelMetadataResponse.TensorMetadata specification(TensorSpec spec) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(spec.name())
                .setDatatype(spec.datatype())
                .addAllShape(spec.shape())
                .build();
    }

    @Override
    public byte[] error(Refusal refusal) {
        return refusal.message().getBytes(StandardCharsets.UTF_8);
    }
}
