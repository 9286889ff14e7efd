package dev.slipway.gateway.platform;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.contract.Headers;
import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc;
import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferResponse;
import io.grpc.ClientInterceptor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** gRPC's own client of a gateway, and how a replica that is played answers it. */
public final class RpcClient implements AutoCloseable {
    public final ManagedChannel channel;

    public RpcClient(Platform platform) {
        this(platform, CompressorRegistry.getDefaultInstance());
    }

    public RpcClient(Platform platform, CompressorRegistry compressors) {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", platform.grpcPort())
                        .usePlaintext()
                        .compressorRegistry(compressors)
                        .maxInboundMessageSize(64 << 20)
                        .build();
    }

    /** Without a key. */
    public GRPCInferenceServiceBlockingStub stranger() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** With the key that may infer. */
    public GRPCInferenceServiceBlockingStub known() {
        return stranger().withInterceptors(withKey());
    }

    public static ClientInterceptor withKey() {
        return sending("authorization", "Bearer " + Platform.INFER_KEY);
    }

    public ModelInferResponse infer() {
        return known().modelInfer(request("m").build());
    }

    public ListenableFuture<ModelInferResponse> inferAsync() {
        return GRPCInferenceServiceGrpc.newFutureStub(channel)
                .withInterceptors(withKey())
                .modelInfer(request("m").build());
    }

    public static ModelInferRequest.Builder request(String model) {
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .setId("r-1")
                .addRawInputContents(ByteString.copyFromUtf8("tensor"));
    }

    public static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Sends names and values in turn. */
    public static ClientInterceptor sending(String... metadata) {
        Metadata headers = new Metadata();
        for (int i = 0; i < metadata.length; i += 2) {
            headers.put(key(metadata[i]), metadata[i + 1]);
        }
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    /** Answers with the raw contents that came, and the version that was meant. */
    public static Publisher<Void> echo(
            HttpServerRequest request, HttpServerResponse response, String body) {
        try {
            ModelInferRequest asked = ModelInferRequest.parseFrom(body.getBytes(ISO_8859_1));
            return message(
                    response,
                    ModelInferResponse.newBuilder()
                            .setId(asked.getId())
                            .setModelName(asked.getModelName())
                            .setModelVersion(
                                    String.valueOf(request.requestHeaders().get(Headers.VERSION)))
                            .addAllRawOutputContents(asked.getRawInputContentsList())
                            .build()
                            .toByteArray());
        } catch (InvalidProtocolBufferException broken) {
            return response.status(400).send();
        }
    }

    public static Publisher<Void> message(HttpServerResponse response, byte[] message) {
        return response.status(200)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Length", Integer.toString(message.length))
                .sendObject(Unpooled.wrappedBuffer(message));
    }

    public static StatusRuntimeException refused(Runnable call) {
        StatusRuntimeException refusal =
                catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(refusal).isNotNull();
        assertThat(String.valueOf(refusal.getStatus().getDescription()))
                .doesNotContain("127.0.0.1", "java", "dev.slipway");
        return refusal;
    }

    public static String trailer(StatusRuntimeException refusal, String name) {
        Metadata trailers = refusal.getTrailers();
        return trailers == null ? "no trailers" : String.valueOf(trailers.get(key(name)));
    }

    /** A refusal of the gateway's own: code, reason, and one sentence. */
    public static void assertRefused(Status.Code code, String error, Runnable call) {
        StatusRuntimeException refusal = refused(call);
        assertThat(refusal.getStatus().getCode()).as(refusal.toString()).isEqualTo(code);
        assertThat(refusal.getStatus().getDescription()).matches("[A-Z].*\\.");
        assertThat(trailer(refusal, "x-slipway-error")).isEqualTo(error);
        assertThat(trailer(refusal, "x-request-id")).isNotEqualTo("null");
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
