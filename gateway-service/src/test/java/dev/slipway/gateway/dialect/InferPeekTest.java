package dev.slipway.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest;
import dev.slipway.contract.openinference.ModelMetadataRequest;
import dev.slipway.gateway.dialect.InferPeek.Found;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InferPeekTest {
    private static ModelInferRequest.Builder request() {
        return ModelInferRequest.newBuilder()
                .setModelName("m")
                .setModelVersion("3")
                .setId("mine")
                .putParameters("priority", InferParameter.newBuilder().setUint64Param(7).build())
                .putParameters("timeout", InferParameter.newBuilder().setInt64Param(1500).build())
                .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(2)
                                .putParameters(
                                        "timeout",
                                        InferParameter.newBuilder().setInt64Param(9).build()))
                .addRawInputContents(ByteString.copyFrom(new byte[8]));
    }

    private static Found timeout(InferParameter parameter) {
        return InferPeek.find(
                ModelInferRequest.newBuilder()
                        .putParameters("timeout", parameter)
                        .build()
                        .toByteArray());
    }

    private static void assertRefused(Found found) {
        assertThat(found).isInstanceOf(Found.Broken.class);
        if (found instanceof Found.Broken(Refusal refusal)) {
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refusal.message()).matches("[A-Z].*\\.");
        }
    }

    @Test
    void findsModelVersionAndTimeout() {
        assertThat(InferPeek.find(request().build().toByteArray()))
                .isEqualTo(new Found.Head("m", "3", 1500));
    }

    @Test
    void findsTheModelOfTheOtherMessages() {
        assertThat(
                        InferPeek.find(
                                ModelMetadataRequest.newBuilder()
                                        .setName("m")
                                        .setVersion("2")
                                        .build()
                                        .toByteArray()))
                .isEqualTo(new Found.Head("m", "2", 0));
        assertThat(InferPeek.find(new byte[0])).isEqualTo(new Found.Head("", "", 0));
    }

    @Test
    void theOrderOfFieldsDoesNotMatterAndTheLastOneCounts() throws Exception {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        request().clearModelName().clearModelVersion().build().writeTo(message);
        ModelInferRequest.newBuilder().setModelName("first").build().writeTo(message);
        ModelInferRequest.newBuilder().setModelName("last").build().writeTo(message);

        assertThat(InferPeek.find(message.toByteArray()))
                .isEqualTo(new Found.Head("last", "", 1500));
    }

    @Test
    void aTimeoutThatIsNoPositiveNumberIsRefused() {
        assertRefused(timeout(InferParameter.newBuilder().setInt64Param(0).build()));
        assertRefused(timeout(InferParameter.newBuilder().setInt64Param(-5).build()));
        assertRefused(timeout(InferParameter.newBuilder().setStringParam("5").build()));
        assertRefused(timeout(InferParameter.getDefaultInstance()));
        assertThat(timeout(InferParameter.newBuilder().setUint64Param(5).build()))
                .isEqualTo(new Found.Head("", "", 5));
        assertThat(timeout(InferParameter.newBuilder().setUint64Param(-1).build()))
                .isEqualTo(new Found.Head("", "", Long.MAX_VALUE));
    }

    @Test
    void truncatedNumbersAndHugeLengthsAreRefused() {
        byte[] endless = new byte[40];
        Arrays.fill(endless, (byte) 0xFF);
        assertRefused(InferPeek.find(endless));
        assertRefused(InferPeek.find(new byte[] {0x0A}));
        assertRefused(InferPeek.find(new byte[] {0x0A, 5, 'm'}));
        assertRefused(InferPeek.find(bytes(0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)));
        assertRefused(
                InferPeek.find(
                        bytes(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01)));
        assertRefused(InferPeek.find(bytes(0x22, 3, 0x12, 9, 0)));
        assertRefused(InferPeek.find(bytes(0x00)));
        assertRefused(InferPeek.find(bytes(0x0B)));
        assertRefused(InferPeek.find(bytes(0x29, 1, 2)));
    }

    @Test
    void moreFieldsThanAnybodyNeedsAreRefused() {
        byte[] many = new byte[2_000_000];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = 0x3A;
        }
        assertRefused(InferPeek.find(many));
    }

    @Test
    void brokenMessagesNeverThrow() {
        Random random = new Random(7);
        byte[] sound = request().build().toByteArray();
        for (int i = 0; i < 200_000; i++) {
            byte[] broken = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
            for (int j = random.nextInt(4); j > 0 && broken.length > 0; j--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            assertThat(InferPeek.find(broken)).isNotNull();
            byte[] noise = new byte[random.nextInt(30)];
            random.nextBytes(noise);
            assertThat(InferPeek.find(noise)).isNotNull();
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
