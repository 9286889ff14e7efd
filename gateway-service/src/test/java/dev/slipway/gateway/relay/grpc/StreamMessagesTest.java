package dev.slipway.gateway.relay.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferResponse;
import dev.slipway.contract.openinference.ModelStreamInferResponse;
import org.junit.jupiter.api.Test;

class StreamMessagesTest {
    private static final InferParameter YES =
            InferParameter.newBuilder().setBoolParam(true).build();

    @Test
    void anAnswerIsTheReplicasAndSaysThatItIsTheLastOne() throws Exception {
        for (int length : new int[] {0, 1, 100, 20_000, 3 << 20}) {
            ModelInferResponse response =
                    ModelInferResponse.newBuilder()
                            .setModelName("m")
                            .setId("mine")
                            .putParameters("of the client", YES)
                            .addRawOutputContents(ByteString.copyFrom(new byte[length]))
                            .build();

            ModelStreamInferResponse streamed =
                    ModelStreamInferResponse.parseFrom(
                            StreamMessages.answered(response.toByteArray()));

            assertThat(streamed.getErrorMessage()).isEmpty();
            assertThat(streamed.getInferResponse())
                    .isEqualTo(
                            response.toBuilder()
                                    .putParameters("triton_final_response", YES)
                                    .build());
        }
    }

    @Test
    void aRefusalNamesTheRequestAndWhatIsWrong() throws Exception {
        ModelStreamInferResponse refusal =
                ModelStreamInferResponse.parseFrom(StreamMessages.refused("mine", "It is wrong."));

        assertThat(refusal.getErrorMessage()).isEqualTo("It is wrong.");
        assertThat(refusal.getInferResponse().getId()).isEqualTo("mine");
        assertThat(refusal.getInferResponse().getParametersMap())
                .containsEntry("triton_final_response", YES);
    }
}
