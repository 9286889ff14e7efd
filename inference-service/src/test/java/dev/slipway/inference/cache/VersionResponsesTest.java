package dev.slipway.inference.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.inference.admission.ByteBudget;
import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.batching.Work;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of a version's answers, and for whom. */
class VersionResponsesTest {
    private final ResponseCache cache =
            new ResponseCache(new ResponseCacheSettings(1 << 20), () -> 0);
    private final VersionResponses responses = cache.of("m", 1, "seal");

    @BeforeEach
    void keep() {
        responses.keep(ResponseCaching.PER_TENANT);
    }

    private static PlayedRequest answered(VersionResponses by, String tenant, float y) {
        PlayedRequest request = PlayedRequest.of(tenant).asks(by);
        request.engineAnswers(y);
        return request;
    }

    @Test
    void nothingIsLookedUpBeforeTheDeploymentWantsIt() {
        VersionResponses unasked = cache.of("m", 2, "other");
        PlayedRequest request = PlayedRequest.of("acme");
        List<Work> works = List.of(request.work());
        assertThat(unasked.isOn()).isFalse();
        assertThat(unasked.unanswered(works, request)).isSameAs(works);
        assertThat(request.lookups).isEmpty();
    }

    @Test
    void anEqualRequestIsAnsweredWithoutARun() {
        PlayedRequest first = answered(responses, "acme", 3);
        PlayedRequest second = PlayedRequest.of("acme").asks(responses);

        assertThat(first.lookups).endsWith(Lookup.MISS);
        assertThat(first.answers).containsExactly(PlayedRequest.answer(3));
        assertThat(first.completions).isOne();
        assertThat(second.lookups).containsExactly(Lookup.HIT);
        assertThat(second.runs).isEmpty();
        assertThat(second.answers).containsExactly(PlayedRequest.answer(3));
        assertThat(second.completions).isOne();
        assertThat(PlayedRequest.other(8).asks(responses).runs).hasSize(1);
    }

    @Test
    void anAnswerIsOfTheTenantThatAskedUnlessAnswersAreShared() {
        answered(responses, "acme", 3);
        assertThat(PlayedRequest.of("blue").asks(responses).runs).hasSize(1);

        responses.keep(ResponseCaching.SHARED);
        PlayedRequest again = PlayedRequest.of("acme").asks(responses);
        assertThat(again.runs).as("what was kept for one is let go").hasSize(1);
        again.engineAnswers(4);
        assertThat(PlayedRequest.of("blue").asks(responses).answers)
                .containsExactly(PlayedRequest.answer(4));
    }

    @Test
    void versionsOfOtherBytesAnswerForThemselves() {
        answered(responses, "acme", 3);
        VersionResponses other = cache.of("m", 2, "other seal");
        other.keep(ResponseCaching.PER_TENANT);
        assertThat(PlayedRequest.of("acme").asks(other).runs).hasSize(1);
    }

    @Test
    void whatFailsOrComesInPartsIsNotKept() {
        PlayedRequest failed = PlayedRequest.of("acme").asks(responses);
        failed.engineFails();
        assertThat(failed.refusals).containsExactly(PlayedRequest.FAILED);

        PlayedRequest empty = PlayedRequest.of("acme").asks(responses);
        empty.runs.getLast().sink().complete();
        assertThat(empty.completions).isOne();

        PlayedRequest broken = PlayedRequest.of("acme").asks(responses);
        broken.runs.getLast().sink().answer(PlayedRequest.answer(1));
        broken.engineFails();
        assertThat(broken.answers).containsExactly(PlayedRequest.answer(1));
        assertThat(broken.refusals).containsExactly(PlayedRequest.FAILED);

        PlayedRequest parts = PlayedRequest.of("acme").asks(responses);
        parts.runs.getLast().sink().answer(PlayedRequest.answer(1));
        parts.runs.getLast().sink().answer(PlayedRequest.answer(2));
        parts.engineAnswers(3);
        assertThat(parts.answers)
                .containsExactly(
                        PlayedRequest.answer(1), PlayedRequest.answer(2), PlayedRequest.answer(3));
        assertThat(parts.completions).isOne();
        assertThat(PlayedRequest.of("acme").asks(responses).runs).hasSize(1);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void nothingIsKeptOfAVersionThatIsUnloadedOrShallKeepNothing() {
        answered(responses, "acme", 3);
        assertThat(cache.bytes()).isPositive();
        responses.keep(ResponseCaching.NONE);
        assertThat(cache.bytes()).isZero();

        responses.keep(ResponseCaching.SHARED);
        answered(responses, "acme", 3);
        assertThat(cache.versions()).containsExactly(responses);
        responses.close();
        assertThat(cache.bytes()).isZero();
        assertThat(cache.versions()).isEmpty();
        assertThat(cache.evictions()).isZero();
    }

    @Test
    void anAnswerThatComesWhenNothingIsToBeKeptAnyMoreGoesToWhoAskedAlone() {
        PlayedRequest leader = PlayedRequest.of("acme").asks(responses);
        PlayedRequest waits = PlayedRequest.of("acme").asks(responses);
        responses.keep(ResponseCaching.NONE);
        leader.engineAnswers(3);
        assertThat(leader.answers).hasSize(1);
        assertThat(waits.answers).hasSize(1);
        assertThat(cache.bytes()).isZero();
    }

    /** Over 64 KiB, from where on answers are charged. */
    private static Map<String, Tensor> large() {
        return Map.of("y", Tensor.floats(new float[20_000], 2, 10_000));
    }

    private static PlayedRequest withoutRoom() {
        return PlayedRequest.within(
                "acme", new RequestMemory(new ByteBudget(0), new ByteBudget(0)));
    }

    private static void assertRefused(PlayedRequest request) {
        assertThat(request.answers).isEmpty();
        assertThat(request.completions).isZero();
        assertThat(request.refusals)
                .extracting(Refusal::code)
                .containsExactly(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void aLargeAnswerThatIsKeptIsRefusedToWhomHasNoRoomForIt() {
        VersionResponses roomy =
                new ResponseCache(new ResponseCacheSettings(16 << 20), () -> 0).of("m", 1, "seal");
        roomy.keep(ResponseCaching.PER_TENANT);
        PlayedRequest.of("acme").asks(roomy).engineAnswers(large());
        PlayedRequest hit = withoutRoom().asks(roomy);
        assertThat(hit.lookups).containsExactly(Lookup.HIT);
        assertRefused(hit);
        assertThat(PlayedRequest.of("acme").asks(roomy).answers).hasSize(1);
    }

    @Test
    void whoHasNoRoomForALargeAnswerKeepsItFromNobodyElse() {
        PlayedRequest leader = PlayedRequest.of("acme").asks(responses);
        PlayedRequest poor = withoutRoom().asks(responses);
        PlayedRequest waits = PlayedRequest.of("acme").asks(responses);
        leader.engineAnswers(large());
        assertRefused(poor);
        assertThat(leader.completions).isOne();
        assertThat(waits.completions).isOne();
        assertThat(waits.refusals).isEmpty();
    }

    @Test
    void aRequestThatHasEndedIsNotLookedUp() {
        PlayedRequest gone = PlayedRequest.of("acme");
        gone.cancel.cancel();
        assertThat(gone.asks(responses).runs).isEmpty();
        assertThat(gone.lookups).isEmpty();
    }

    @Test
    void whatBecameOfWorksIsCountedAndTheRowsThatNeededNoRun() {
        PlayedRequest leader = PlayedRequest.of("acme").asks(responses);
        PlayedRequest.of("acme").asks(responses);
        leader.engineAnswers(3);
        PlayedRequest.of("acme").asks(responses);
        PlayedRequest.of("acme").asks(responses);

        LookupCounters counters = responses.counters();
        assertThat(counters.total(Lookup.MISS)).isEqualTo(1);
        assertThat(counters.total(Lookup.JOINED)).isEqualTo(1);
        assertThat(counters.total(Lookup.HIT)).isEqualTo(2);
        assertThat(counters.answeredRows()).isEqualTo(6);
    }
}
