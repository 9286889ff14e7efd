package dev.slipway.local.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EarlyQuestionTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeApi api = new FakeApi();

    @Test
    void itAsksUntilItIsAnsweredOnce() {
        api.ready.addFirst(false);
        api.refusesModels.set(1);
        try (EarlyQuestion question = EarlyQuestion.begin(() -> api)) {
            await().atMost(LIMIT).until(question::isOver);
        }
        assertThat(api.modelsAsked).hasValue(2);
        assertThat(api.asked).as("what is changed by it").isEmpty();
    }

    @Test
    void whereNobodyAnswersItAsksUntilItIsClosed() {
        api.ready.addFirst(false);
        api.ready.removeLast();
        AtomicBoolean began = new AtomicBoolean();
        EarlyQuestion question =
                EarlyQuestion.begin(() -> {
                    began.set(true);
                    return api;
                });
        await().atMost(LIMIT).untilTrue(began);
        assertThat(question.isOver()).isFalse();
        question.close();
        await().atMost(LIMIT).until(question::isOver);
        assertThat(api.modelsAsked).hasValue(0);
    }
}
