package dev.slipway.e2e.load;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The echo workload over gRPC, on a few channels that all conversations share. */
public final class EchoCalls implements Conversation.Opener, AutoCloseable {
    private static final int CHANNELS = 8;
    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final Metadata.Key<String> MODEL_VERSION = key("x-model-version");
    private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");

    private final EchoWorkload workload;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();

    public EchoCalls(int port, EchoWorkload workload) {
        this.workload = workload;
        for (int i = 0; i < CHANNELS; i++) {
            channels.add(
                    NettyChannelBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                            .usePlaintext()
                            .disableRetry()
                            .directExecutor()
                            .build());
        }
    }

    @Override
    public Conversation open() {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + workload.key());
        ManagedChannel channel = channels.get(opened.getAndIncrement() % CHANNELS);
        return new RpcConversation(channel, this, headers);
    }

    ModelInferRequest request(long number) {
        ByteBuffer raw = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(EchoWorkload.inputs(number));
        return ModelInferRequest.newBuilder()
                .setModelName(workload.model())
                .setId("r" + number)
                .addInputs(
                        InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("INT64")
                                .addShape(1)
                                .addShape(3))
                .addRawInputContents(ByteString.copyFrom(raw))
                .build();
    }

    Verdict check(long number, ModelInferResponse response, Metadata trailers) {
        String version = Optional.ofNullable(trailers.get(MODEL_VERSION)).orElse("none");
        if (!version.equals(response.getModelVersion())) {
            return new Verdict.Wrong("version " + version + " in the trailers of " + response);
        }
        if (!trailers.containsKey(REQUEST_ID)) {
            return new Verdict.Wrong("no " + REQUEST_ID.name());
        }
        if (!response.getId().equals("r" + number)) {
            return new Verdict.Wrong("the id of another request: " + response);
        }
        if (response.getRawOutputContentsCount() != 1
                || response.getRawOutputContents(0).size() != 24) {
            return new Verdict.Wrong("no three numbers: " + response);
        }
        long[] values = new long[3];
        response.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(values);
        return workload.judge(number, Integer.parseInt(version), values);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
