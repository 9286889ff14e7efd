package dev.slipway.inference.dialect;

import static dev.slipway.inference.dialect.ProtobufForm.input;
import static dev.slipway.inference.dialect.ProtobufForm.jsonBody;
import static dev.slipway.inference.dialect.ProtobufForm.little;
import static dev.slipway.inference.dialect.ProtobufForm.memory;
import static dev.slipway.inference.dialect.ProtobufForm.raw;
import static dev.slipway.inference.dialect.ProtobufForm.takes;
import static dev.slipway.inference.dialect.ProtobufForm.typed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.InferTensorContents;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelInferRequest.InferInputTensor;
import dev.slipway.contract.openinference.ModelInferRequest.InferRequestedOutputTensor;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.refusal.Refusal;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The protobuf form refuses as JSON's does, in the same words, and what it alone can get wrong. */
class RefusedProtobufTest {
    private final ProtobufForm protobuf = new ProtobufForm();
    private final OipCodec json = OipJsonConfiguration.oipCodec();

    private void assertSameRefusal(String jsonText, ModelInferRequest.Builder request) {
        ModelSignature signature = takes("INT8");
        Refusal expected = ProtobufForm.refusal(json, jsonText.getBytes(UTF_8), signature);
        Refusal actual = protobuf.refusal(request, signature);
        assertThat(actual.message()).isEqualTo(expected.message());
        assertThat(actual.code()).isEqualTo(expected.code());
    }

    @Test
    void refusalsAreJsonsSentences() {
        Consumer<InferTensorContents.Builder> two = it -> it.addIntContents(1).addIntContents(2);
        assertSameRefusal("{}", ModelInferRequest.newBuilder());
        assertSameRefusal(jsonBody("INT8", 3, "[1,2]"), typed("INT8", 3, two));
        assertSameRefusal(jsonBody("INT8", 1, "[1,2]"), typed("INT8", 1, two));
        assertSameRefusal(
                jsonBody("INT8", 1, "[200]"), typed("INT8", 1, it -> it.addIntContents(200)));
        assertSameRefusal(jsonBody("INT16", 2, "[1,2]"), typed("INT16", 2, two));
        assertSameRefusal(jsonBody("INT7", 2, "[1,2]"), typed("INT7", 2, two));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"INT8\"}]}",
                ModelInferRequest.newBuilder().addInputs(input("INT8", 2)));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[-2],\"datatype\":\"INT8\",\"data\":[1]}]}",
                typed("INT8", -2, two));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"INT8\","
                        + "\"data\":[1,2]}]}",
                ModelInferRequest.newBuilder()
                        .addInputs(
                                input("INT8", 1, 2)
                                        .setContents(
                                                InferTensorContents.newBuilder()
                                                        .addIntContents(1)
                                                        .addIntContents(2))));
        assertSameRefusal(
                "{\"inputs\":[{\"name\":\"q\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}]}",
                ModelInferRequest.newBuilder().addInputs(input("INT8", 1).setName("q")));
        String once = "{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}";
        InferInputTensor.Builder same =
                input("INT8", 1).setContents(InferTensorContents.newBuilder().addIntContents(1));
        assertSameRefusal(
                "{\"inputs\":[" + once + "," + once + "]}",
                ModelInferRequest.newBuilder().addInputs(same).addInputs(same));
        assertSameRefusal(
                "{\"inputs\":[" + once + "],\"outputs\":[{\"name\":\"n\"}]}",
                ModelInferRequest.newBuilder()
                        .addInputs(same)
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("n")));
        assertSameRefusal(
                "{\"inputs\":[" + once + "],\"outputs\":[{\"name\":\"y\"},{\"name\":\"y\"}]}",
                ModelInferRequest.newBuilder()
                        .addInputs(same)
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y")));
    }

    @Test
    void whatOnlyThisFormCanGetWrong() {
        InferTensorContents one = InferTensorContents.newBuilder().addIntContents(1).build();
        assertThat(
                        protobuf.refusal(
                                        typed("INT8", 1, it -> it.addInt64Contents(1)),
                                        takes("INT8"))
                                .message())
                .isEqualTo("input 'x' is INT8, so its data must be in 'int_contents'");
        assertThat(
                        protobuf.refusal(
                                        ModelInferRequest.newBuilder()
                                                .addInputs(input("INT8", 1).setContents(one))
                                                .addRawInputContents(ByteString.copyFromUtf8("a")),
                                        takes("INT8"))
                                .message())
                .contains("not in both");
        assertThat(
                        protobuf.refusal(
                                        raw("INT8", 1, little(1).put((byte) 1))
                                                .addRawInputContents(ByteString.EMPTY),
                                        takes("INT8"))
                                .message())
                .contains("one entry for each");
        assertThat(protobuf.refusal(raw("BYTES", 1, little(4).putInt(9)), takes("BYTES")).message())
                .isEqualTo("element 0 of input 'x' says that it has 9 bytes, but 0 follow");
        assertThat(protobuf.refusal(raw("BYTES", 2, little(4).putInt(0)), takes("BYTES")).message())
                .contains("length in 4 bytes");
        assertThat(
                        protobuf.refusal(
                                        raw("INT8", 3, little(2).put(new byte[] {1, 2})),
                                        takes("INT8"))
                                .message())
                .isEqualTo("input 'x' is INT8 of shape [3], which takes 3 bytes, but 2 were sent");
        assertThat(
                        protobuf.refusal(
                                        raw("BYTES", 1, little(5).putInt(1).put((byte) 0xFF)),
                                        takes("BYTES"))
                                .message())
                .contains("UTF-8");
        assertThat(
                        protobuf.refusal(
                                        ModelInferRequest.newBuilder()
                                                .addInputs(
                                                        input("INT8", 1)
                                                                .putParameters(
                                                                        "shared_memory_region",
                                                                        InferParameter
                                                                                .getDefaultInstance())),
                                        takes("INT8"))
                                .message())
                .contains("shared memory");
    }

    @Test
    void anUnknownOutputIsToldWhichThereAre() {
        assertThat(
                        protobuf.refusal(
                                        typed("INT8", 1, it -> it.addIntContents(1))
                                                .addOutputs(
                                                        InferRequestedOutputTensor.newBuilder()
                                                                .setName("n")),
                                        takes("INT8"))
                                .message())
                .isEqualTo("output 'n' is unknown; the model gives 'y'");
    }

    @Test
    void aClaimedShapeAloneTakesNoMemory() {
        assertThat(
                        protobuf.refusal(
                                        typed("INT64", 1 << 30, it -> it.addInt64Contents(1)),
                                        takes("INT64"))
                                .message())
                .contains("as many elements");
    }

    @Test
    void brokenMessagesAreRefusedAndNeverThrow() {
        Random random = new Random(11);
        byte[][] sound = {
            typed("FP32", 2, it -> it.addFp32Contents(1).addFp32Contents(2)).build().toByteArray(),
            raw("FP32", 2, little(8).putFloat(1).putFloat(2)).setId("r").build().toByteArray()
        };
        for (int i = 0; i < 100_000; i++) {
            byte[] one = sound[i % 2];
            byte[] broken = Arrays.copyOf(one, random.nextInt(one.length + 1));
            for (int j = random.nextInt(4); j > 0 && broken.length > 0; j--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            assertThat(protobuf.codec.decode(broken, takes("FP32"), memory())).isNotNull();
        }
    }
}
