package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.StoreClient.Answer;
import dev.slipway.store.sweep.Collector;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bytes of a retired version go, and only those. */
class CollectionTest {
    private static final Random RANDOM = new Random(11);
    private static final byte[] TOKENIZER = {'{', '}', ' ', '\n', '\t'};

    private final StorePlatform platform = StorePlatform.shared();
    private final StoreClient client = platform.client();
    private final Collector collector = platform.context.getBean(Collector.class);

    @AfterEach
    void allIsWellAgain() {
        platform.registry.liveness = FakeRegistry.LivenessMode.WELL;
    }

    private byte[] model() {
        return OnnxBytes.adder(RANDOM.nextFloat(), RANDOM.nextFloat());
    }

    private String upload(byte[] model) throws Exception {
        Answer answer =
                client.upload(
                        "collected",
                        StoreClient.parts()
                                .file("model.onnx", model)
                                .file("tokenizer.json", TOKENIZER));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("manifest_sha256").asString();
    }

    private int manifestStatus(String seal) throws Exception {
        return client.internal("/internal/v1/manifests/" + seal).status();
    }

    private void letAnHourPass() {
        platform.database()
                .sql(
                        "update store.uploads set ended_at = ended_at - interval '2 hours',"
                                + " unlisted_at = unlisted_at - interval '2 hours'")
                .update();
    }

    private void look() throws Exception {
        collector.collect();
        platform.sweep();
    }

    @Test
    void aRetiredVersionIsRemovedAtTheSecondLookAndSharedBytesStay() throws Exception {
        byte[] model = model();
        String other = upload(model());
        platform.sweep();
        StorePlatform.Kept before = platform.kept();
        String seal = upload(model);
        platform.registry.retired.add(seal);

        letAnHourPass();
        look();
        assertThat(manifestStatus(seal)).as("marked only").isEqualTo(200);
        look();
        assertThat(manifestStatus(seal)).as("marked a moment ago").isEqualTo(200);

        letAnHourPass();
        look();
        assertThat(manifestStatus(seal)).isEqualTo(404);
        assertThat(platform.kept()).isEqualTo(before);
        assertThat(manifestStatus(other)).isEqualTo(200);
        assertThat(
                        client.internal("/internal/v1/artefacts/" + UploadTest.sha256(TOKENIZER))
                                .status())
                .isEqualTo(200);
    }

    @Test
    void aVersionIsLeftAloneForItsFirstHour() throws Exception {
        letAnHourPass();
        String seal = upload(model());
        platform.registry.retired.add(seal);
        look();
        assertThat(marked(seal)).isZero();
        platform.registry.retired.remove(seal);
    }

    @Test
    void aMarkGoesWhenTheVersionIsLiveAfterAll() throws Exception {
        String seal = upload(model());
        platform.registry.retired.add(seal);
        letAnHourPass();
        look();
        assertThat(marked(seal)).isEqualTo(1);
        platform.registry.retired.remove(seal);
        letAnHourPass();
        look();
        assertThat(marked(seal)).isZero();
        assertThat(manifestStatus(seal)).isEqualTo(200);
    }

    @Test
    void nothingGoesWhileTheRegistryIsAwayOrFailsOrHasLostItsMemory() throws Exception {
        String seal = upload(model());
        letAnHourPass();
        for (FakeRegistry.LivenessMode mode :
                new FakeRegistry.LivenessMode[] {
                    FakeRegistry.LivenessMode.FAILS, FakeRegistry.LivenessMode.EMPTY
                }) {
            platform.registry.liveness = mode;
            look();
            letAnHourPass();
            look();
            assertThat(manifestStatus(seal)).isEqualTo(200);
            assertThat(marked(seal)).isZero();
        }
        platform.registry.stop();
        try {
            look();
        } finally {
            platform.registry.start();
        }
        assertThat(marked(seal)).isZero();
    }

    private long marked(String seal) {
        return platform.database()
                .sql(
                        "select count(*) from store.uploads where manifest_sha256 = :seal"
                                + " and unlisted_at is not null")
                .param("seal", seal)
                .query(Long.class)
                .single();
    }
}
