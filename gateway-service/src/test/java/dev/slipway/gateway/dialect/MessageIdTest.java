package dev.slipway.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.contract.openinference.ModelInferRequest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageIdTest {
    private static byte[] named(String id) {
        return ModelInferRequest.newBuilder()
                .setModelName("m")
                .setModelVersion("3")
                .setId(id)
                .addRawInputContents(ByteString.copyFrom(new byte[100]))
                .build()
                .toByteArray();
    }

    @Test
    void findsTheNameThatTheClientGave() {
        assertThat(MessageId.find(named("mine-é"))).isEqualTo("mine-é");
        assertThat(MessageId.find(named(""))).isEmpty();
        assertThat(MessageId.find(new byte[0])).isEmpty();
    }

    @Test
    void aNameThatIsTooLongIsLeftOut() {
        assertThat(MessageId.find(named("x".repeat(4096)))).hasSize(4096);
        assertThat(MessageId.find(named("x".repeat(4097)))).isEmpty();
    }

    @Test
    void whatStandsBeforeTheBreakIsFound() {
        byte[] sound = named("mine");
        assertThat(MessageId.find(Arrays.copyOf(sound, sound.length - 1))).isEqualTo("mine");
    }

    @Test
    void brokenMessagesNeverThrow() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[random.nextInt(30)];
            random.nextBytes(noise);
            assertThat(MessageId.find(noise)).isNotNull();
        }
    }
}
