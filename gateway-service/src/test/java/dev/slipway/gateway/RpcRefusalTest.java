package dev.slipway.gateway;

import static dev.slipway.gateway.platform.Platform.serves;
import static dev.slipway.gateway.platform.RpcClient.assertRefused;
import static dev.slipway.gateway.platform.RpcClient.refused;
import static dev.slipway.gateway.platform.RpcClient.request;
import static dev.slipway.gateway.platform.RpcClient.sending;
import static dev.slipway.gateway.platform.RpcClient.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelReadyRequest;
import dev.slipway.contract.openinference.ServerMetadataRequest;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.gateway.limits.ByteBudget;
import dev.slipway.gateway.limits.DoorLimits;
import dev.slipway.gateway.platform.FakeReplica;
import dev.slipway.gateway.platform.Platform;
import dev.slipway.gateway.platform.RpcClient;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway refuses a gRPC client: right code, one sentence, nothing internal. */
class RpcRefusalTest {
    private static final int MAX_BODY = 8 << 20;

    @TempDir static Path state;
    private static Platform platform;
    private static RpcClient client;
    private static FakeReplica replica;

    @BeforeAll
    static void start() {
        platform = new Platform(state, Map.of("SLIPWAY_MAX_BODY_BYTES", MAX_BODY));
        client = new RpcClient(platform);
        replica = FakeReplica.echoing();
        replica.behave(RpcClient::echo);
        platform.model("m", 1);
        platform.model("idle");
        platform.apply(replica.routed(ReplicaState.READY, 64, serves("m", 1)));
    }

    @AfterAll
    static void stop() {
        client.close();
        platform.close();
        replica.close();
    }

    @AfterEach
    void identity() {
        platform.assertIdentity();
        assertThat(platform.metric("slipway.gateway.requests.outcome", "outcome", "failed"))
                .isZero();
        assertThat(platform.metric("slipway.gateway.kept.bytes")).isZero();
    }

    @Test
    void keysAndGrants() {
        assertRefused(
                Status.Code.UNAUTHENTICATED,
                "unauthenticated",
                () -> client.stranger().modelInfer(request("m").build()));
        assertRefused(
                Status.Code.UNAUTHENTICATED,
                "unauthenticated",
                () ->
                        client.stranger()
                                .withInterceptors(sending("authorization", "Bearer slw_wrong"))
                                .serverMetadata(ServerMetadataRequest.getDefaultInstance()));
        assertRefused(
                Status.Code.PERMISSION_DENIED,
                "forbidden",
                () ->
                        client.stranger()
                                .withInterceptors(
                                        sending("authorization", "Bearer " + Platform.OTHER_KEY))
                                .modelInfer(request("m").build()));
    }

    @Test
    void unknownModels() {
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () -> client.known().modelInfer(request("nowhere").build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () -> client.known().modelInfer(ModelInferRequest.getDefaultInstance()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_deployed",
                () -> client.known().modelInfer(request("idle").build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "model_not_found",
                () ->
                        client.known()
                                .modelReady(ModelReadyRequest.newBuilder().setName("a").build()));
    }

    @Test
    void timesThatAreNone() {
        for (String wrong : List.of("0", "-1", "soon")) {
            assertRefused(
                    Status.Code.INVALID_ARGUMENT,
                    "invalid_request",
                    () ->
                            client.known()
                                    .withInterceptors(sending("x-request-timeout-ms", wrong))
                                    .modelInfer(request("m").build()));
        }
        for (long wrong : new long[] {0, -1}) {
            InferParameter timeout = InferParameter.newBuilder().setInt64Param(wrong).build();
            assertRefused(
                    Status.Code.INVALID_ARGUMENT,
                    "invalid_request",
                    () ->
                            client.known()
                                    .modelInfer(
                                            request("m")
                                                    .putParameters("timeout", timeout)
                                                    .build()));
        }
    }

    @Test
    void aDeadlineThatIsAbsurdlyFarIsAnHourAtMost() throws InterruptedException {
        replica.seen.clear();
        var _ =
                client.known()
                        .withDeadlineAfter(30_000, TimeUnit.DAYS)
                        .modelInfer(request("m").build());
        assertThat(Long.parseLong(String.valueOf(replica.seen.take().timeLeft())))
                .isBetween(1L, TimeUnit.HOURS.toMillis(1));
    }

    @Test
    void bytesThatAreNoMessage() {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "invalid_request",
                () -> raw("ModelInfer", new byte[] {0x0A, 99}));
    }

    @Test
    void callsThatAreNotServed() {
        assertRefused(
                Status.Code.UNIMPLEMENTED, "path_not_found", () -> raw("LogSettings", new byte[0]));
    }

    @Test
    void bytesThatAreNoQuestionForTheIndex() {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "invalid_request",
                () -> raw("RepositoryIndex", new byte[] {0x0A, 99}));
    }

    private static byte[] raw(String method, byte[] message) {
        MethodDescriptor.Marshaller<byte[]> bytes =
                new MethodDescriptor.Marshaller<>() {
                    @Override
                    public InputStream stream(byte[] value) {
                        return new ByteArrayInputStream(value);
                    }

                    @Override
                    public byte[] parse(InputStream stream) {
                        return new byte[0];
                    }
                };
        return ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(client.channel, withKey()),
                MethodDescriptor.newBuilder(bytes, bytes)
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("inference.GRPCInferenceService/" + method)
                        .build(),
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                message);
    }

    @Test
    void aMessageOverTheLimitIsRefusedWithASentence() {
        assertRefused(
                Status.Code.RESOURCE_EXHAUSTED,
                "body_too_large",
                () ->
                        client.known()
                                .modelInfer(
                                        request("m")
                                                .addRawInputContents(
                                                        ByteString.copyFrom(new byte[MAX_BODY]))
                                                .build()));
        assertRefused(
                Status.Code.RESOURCE_EXHAUSTED,
                "body_too_large",
                () ->
                        client.known()
                                .withCompression("gzip")
                                .modelInfer(
                                        request("m")
                                                .addRawInputContents(
                                                        ByteString.copyFrom(new byte[MAX_BODY]))
                                                .build()));
    }

    @Test
    void aCompressedMessageIsUnderstood() {
        assertThat(client.known().withCompression("gzip").modelInfer(request("m").build()).getId())
                .isEqualTo("r-1");
    }

    @Test
    void aMessageThatIsNotCompressedAsItSays() {
        byte[] head = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};
        byte[] noBlock = {7};
        for (byte[] first : List.of(new byte[0], head, Bytes.concat(head, noBlock))) {
            try (RpcClient liar = new RpcClient(platform, compressor("gzip", first))) {
                assertRefused(
                        Status.Code.INTERNAL,
                        "invalid_request",
                        () ->
                                liar.known()
                                        .withCompression("gzip")
                                        .modelInfer(request("m").build()));
            }
        }
    }

    @Test
    void aCompressionThatNobodyKnows() {
        try (RpcClient other = new RpcClient(platform, compressor("br"))) {
            assertThat(
                            refused(() ->
                                            other.known()
                                                    .withCompression("br")
                                                    .modelInfer(request("m").build()))
                                    .getStatus()
                                    .getCode())
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    /** Puts these bytes before each message and compresses nothing. */
    private static CompressorRegistry compressor(String encoding, byte... first) {
        CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
        compressors.register(
                new Compressor() {
                    @Override
                    public String getMessageEncoding() {
                        return encoding;
                    }

                    @Override
                    public OutputStream compress(OutputStream to) throws IOException {
                        to.write(first);
                        return to;
                    }
                });
        return compressors;
    }

    @Test
    void aMessageThatThereIsNoRoomToKeep() {
        ByteBudget kept = platform.application.getBean(ByteBudget.class);
        long all = DoorLimits.DEFAULT.keptTotalBytes();
        assertThat(kept.take(all)).isTrue();

        assertRefused(Status.Code.RESOURCE_EXHAUSTED, "hold_full", client::infer);

        kept.giveBack(all);
        assertThat(client.infer().getId()).isEqualTo("r-1");
    }
}
