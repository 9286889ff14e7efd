package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc;
import dev.slipway.contract.openinference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferRequest.InferRequestedOutputTensor;
import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input over gRPC, as {@link BadInputTest} has it over HTTP, with gRPC's own codes. */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class BadMessageTest {
    private static final String MODEL = "line-by-message";
    private static final String IDLE = "idle-by-message";
    private static final String SLOW = "late-by-message";
    private static final int BYTES = 3 * Long.BYTES;
    private static final int TOO_MANY_DIMENSIONS = 65;

    private Platform platform;
    private ManagedChannel channel;

    @BeforeAll
    void start(Platform shared) throws Exception {
        platform = shared;
        AdminApi admin = platform.admin();
        admin.deploy(MODEL, Models.line(1, 1), Duration.ofSeconds(60));
        admin.deploy(SLOW, Models.counter(), Duration.ofSeconds(60));
        admin.uploadModel(IDLE, Models.line(1, 1));
        channel =
                NettyChannelBuilder.forAddress(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), platform.grpcPort()))
                        .usePlaintext()
                        .disableRetry()
                        .build();
    }

    @AfterAll
    void stop() {
        channel.shutdownNow();
    }

    static Stream<Arguments> refusedMessages() {
        return Stream.of(
                request("no inputs", request()),
                input("unknown datatype", raw(x("INT65", 1, 3), BYTES)),
                input("wrong datatype", raw(x("FP16", 1, 3), BYTES)),
                input("wrong rank", raw(x("INT64", 3), BYTES)),
                input("wrong shape", raw(x("INT64", 1, 4), 4 * Long.BYTES)),
                input("negative shape", raw(x("INT64", -1, 3), BYTES)),
                input("overflowing shape", raw(x("INT64", 1L << 62, 3), BYTES)),
                input("more dimensions than any model has", raw(deep(), BYTES)),
                input("fewer bytes than the shape takes", raw(x("INT64", 1, 3), BYTES - 1)),
                input("more bytes than the shape takes", raw(x("INT64", 1, 3), BYTES + Long.BYTES)),
                input("fewer numbers than the shape takes", typed(1, 2)),
                input("more numbers than the shape takes", typed(1, 2, 3, 4)),
                input("numbers of another type", floats()),
                input("no data", request().addInputs(x("INT64", 1, 3))),
                request("data in both places", typed(1, 2, 3).addRawInputContents(zeros(BYTES))),
                request("surplus raw contents", good().addRawInputContents(zeros(BYTES))),
                input("surplus input", good().addInputs(x("INT64", 1, 3).setName("z"))),
                input("duplicate input", good().addInputs(x("INT64", 1, 3))),
                request("an input without a name", good().addInputs(x("INT64", 1, 3).setName(""))),
                request("unknown output", good().addOutputs(output("nothing"))),
                request("an output twice", good().addOutputs(output("y")).addOutputs(output("y"))),
                request("priority out of range", saying("priority", 11)),
                request("negative priority", saying("priority", -1)),
                request("no time", saying("timeout", 0)),
                request("negative time", saying("timeout", -1)),
                request("part of a sequence", saying("sequence_id", 42)),
                request("a parameter that is too long", good().putParameters("long", endless())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedMessages")
    void aBadMessageIsAnInvalidArgument(String name, String reason, ModelInferRequest message)
            throws Exception {
        assertRefused(name, Status.Code.INVALID_ARGUMENT, reason, known(), message);
    }

    static Stream<Arguments> unknownModels() {
        return Stream.of(
                Arguments.of("model_not_found", good().setModelName("nobody").build()),
                Arguments.of("model_not_found", good().clearModelName().build()),
                Arguments.of("model_not_deployed", good().setModelName(IDLE).build()),
                Arguments.of("version_not_served", good().setModelVersion("9").build()),
                Arguments.of("version_not_found", good().setModelName(MODEL + "@none").build()));
    }

    @ParameterizedTest
    @MethodSource("unknownModels")
    void whatIsNotServedIsNotFound(String reason, ModelInferRequest message) throws Exception {
        assertRefused(reason, Status.Code.NOT_FOUND, reason, known(), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer slw_abcdefgh_wrong", "Basic abc"})
    void whoeverHasNoKeyIsNotAnswered(String authorization) {
        GRPCInferenceServiceBlockingStub stranger =
                authorization.isEmpty() ? stub() : with(stub(), "authorization", authorization);

        assertRefused(
                authorization,
                Status.Code.UNAUTHENTICATED,
                "unauthenticated",
                stranger,
                good().build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon"})
    void aTimeThatIsNoneIsAnInvalidArgument(String time) throws Exception {
        assertRefused(
                time,
                Status.Code.INVALID_ARGUMENT,
                "invalid_request",
                with(known(), "x-request-timeout-ms", time),
                good().build());
    }

    @Test
    void aDeadlineThatRunsOutAtTheReplicaIsExceeded() throws Exception {
        ModelInferRequest slow =
                request()
                        .setModelName(SLOW)
                        .addInputs(
                                x("INT64", 1)
                                        .setName("steps")
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addInt64Contents(100_000_000)))
                        .build();

        assertRefused(
                "late",
                Status.Code.DEADLINE_EXCEEDED,
                "deadline_exceeded",
                with(known(), "x-request-timeout-ms", "300"),
                slow);
    }

    /** So that what is refused above is refused for what its name says. */
    @Test
    void whatTheyWereMadeOfIsAnswered() throws Exception {
        assertThat(known().modelInfer(good().build()).getModelVersion()).isEqualTo("1");
        assertThat(known().modelInfer(typed(1, 2, 3).build()).getModelVersion()).isEqualTo("1");
    }

    private static void assertRefused(
            String name,
            Status.Code code,
            String reason,
            GRPCInferenceServiceBlockingStub stub,
            ModelInferRequest message) {
        StatusRuntimeException refusal =
                catchThrowableOfType(StatusRuntimeException.class, () -> stub.modelInfer(message));

        assertThat(refusal).as(name).isNotNull();
        assertThat(refusal.getStatus().getCode()).as(refusal.toString()).isEqualTo(code);
        assertThat(trailer(refusal, "x-slipway-error")).isEqualTo(reason);
        assertThat(trailer(refusal, "x-request-id")).isNotEqualTo("null").isNotBlank();
        assertThat(String.valueOf(refusal.getStatus().getDescription()))
                .isNotEqualTo("null")
                .isNotBlank()
                .doesNotContain("127.0.0.1", "localhost", "Exception", "dev.slipway", "/work");
    }

    private static String trailer(StatusRuntimeException refusal, String name) {
        Metadata trailers = refusal.getTrailers();
        return trailers == null ? "null" : String.valueOf(trailers.get(key(name)));
    }

    private GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private GRPCInferenceServiceBlockingStub known() throws IOException {
        return with(stub(), "authorization", "Bearer " + platform.inferKey());
    }

    private static GRPCInferenceServiceBlockingStub with(
            GRPCInferenceServiceBlockingStub stub, String name, String value) {
        Metadata headers = new Metadata();
        headers.put(key(name), value);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static Arguments input(String name, ModelInferRequest.Builder message) {
        return Arguments.of(name, "invalid_input", message.build());
    }

    private static Arguments request(String name, ModelInferRequest.Builder message) {
        return Arguments.of(name, "invalid_request", message.build());
    }

    private static ModelInferRequest.Builder request() {
        return ModelInferRequest.newBuilder().setModelName(MODEL);
    }

    private static ModelInferRequest.Builder good() {
        return raw(x("INT64", 1, 3), BYTES);
    }

    private static ModelInferRequest.Builder raw(InferInputTensor.Builder input, int bytes) {
        return request().addInputs(input).addRawInputContents(zeros(bytes));
    }

    private static ByteString zeros(int bytes) {
        return ByteString.copyFrom(new byte[bytes]);
    }

    private static ModelInferRequest.Builder typed(long... numbers) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (long number : numbers) {
            contents.addInt64Contents(number);
        }
        return request().addInputs(x("INT64", 1, 3).setContents(contents));
    }

    private static ModelInferRequest.Builder floats() {
        InferTensorContents.Builder contents =
                InferTensorContents.newBuilder()
                        .addFp32Contents(1)
                        .addFp32Contents(2)
                        .addFp32Contents(3);
        return request().addInputs(x("INT64", 1, 3).setContents(contents));
    }

    private static InferInputTensor.Builder x(String datatype, long... shape) {
        InferInputTensor.Builder x =
                InferInputTensor.newBuilder().setName("x").setDatatype(datatype);
        for (long size : shape) {
            x.addShape(size);
        }
        return x;
    }

    private static InferInputTensor.Builder deep() {
        return x("INT64", new long[TOO_MANY_DIMENSIONS]);
    }

    private static InferRequestedOutputTensor.Builder output(String name) {
        return InferRequestedOutputTensor.newBuilder().setName(name);
    }

    private static ModelInferRequest.Builder saying(String parameter, long value) {
        InferParameter said = InferParameter.newBuilder().setInt64Param(value).build();
        return good().putParameters(parameter, said);
    }

    private static InferParameter endless() {
        return InferParameter.newBuilder().setStringParam("a".repeat(1 << 17)).build();
    }
}
