package dev.slipway.inference.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.replica.ResponseCaching;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Equal works that come together: one runs, and what befalls it befalls no other. */
class FlightsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ResponseCache cache =
            new ResponseCache(new ResponseCacheSettings(1 << 20), () -> 0);
    private final VersionResponses responses = cache.of("m", 1, "seal");

    @BeforeEach
    void keep() {
        responses.keep(ResponseCaching.PER_TENANT);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(cache.flights().count()).isZero();
    }

    private PlayedRequest asks() {
        return PlayedRequest.of("acme").asks(responses);
    }

    private PlayedRequest asks(int priority, Duration left) {
        return PlayedRequest.of("acme", priority, left).asks(responses);
    }

    @Test
    void equalWorksThatComeTogetherRunOnceAndAreAnsweredTogether() {
        PlayedRequest leader = asks();
        PlayedRequest one = asks();
        PlayedRequest other = asks();
        assertThat(one.runs).isEmpty();
        assertThat(one.lookups).containsExactly(Lookup.JOINED);

        leader.engineAnswers(3);

        for (PlayedRequest request : List.of(leader, one, other)) {
            assertThat(request.answers).containsExactly(PlayedRequest.answer(3));
            assertThat(request.completions).isOne();
        }
    }

    @Test
    void whoWaitsForALeaderThatLeavesRunsInItsPlaceAndTheRestWaitForThat() {
        PlayedRequest leader = asks();
        PlayedRequest one = asks();
        PlayedRequest other = asks();

        leader.cancel.cancel();

        assertThat(one.runs).hasSize(1);
        assertThat(one.lookups).containsExactly(Lookup.JOINED, Lookup.MISS);
        assertThat(other.runs).isEmpty();
        one.engineAnswers(4);
        assertThat(one.answers).containsExactly(PlayedRequest.answer(4));
        assertThat(other.answers).containsExactly(PlayedRequest.answer(4));
        assertThat(leader.answers).isEmpty();
    }

    @Test
    void nobodyIsRefusedForAnother() {
        PlayedRequest leader = asks();
        PlayedRequest one = asks();

        leader.engineFails();

        assertThat(leader.refusals).containsExactly(PlayedRequest.FAILED);
        assertThat(one.refusals).isEmpty();
        assertThat(one.runs).hasSize(1);
        one.engineAnswers(4);
        assertThat(one.answers).containsExactly(PlayedRequest.answer(4));
    }

    @Test
    void aLeaderWithoutAnAnswerLeavesItToTheNext() {
        PlayedRequest leader = asks();
        PlayedRequest one = asks();
        leader.runs.getLast().sink().complete();
        assertThat(one.runs).hasSize(1);
        one.engineAnswers(4);
        assertThat(one.completions).isOne();
    }

    @Test
    void whoLeavesWhileItWaitsChangesNothingForOthers() {
        PlayedRequest leader = asks();
        PlayedRequest gone = asks();
        PlayedRequest other = asks();

        gone.cancel.cancel();
        leader.engineAnswers(3);

        assertThat(gone.answers).isEmpty();
        assertThat(gone.runs).isEmpty();
        assertThat(leader.answers).hasSize(1);
        assertThat(other.answers).hasSize(1);
    }

    @Test
    void anAnswerThatComesAfterItsRequestLeftIsStillEverybodys() {
        PlayedRequest leader = asks();
        PlayedRequest one = asks();
        PlayedRequest other = asks();
        leader.cancel.cancel();

        leader.engineAnswers(3);

        assertThat(other.answers).containsExactly(PlayedRequest.answer(3));
        assertThat(one.answers).as("it runs by itself").isEmpty();
        one.engineAnswers(3);
        assertThat(one.answers).hasSize(1);
        assertThat(other.answers).hasSize(1);
    }

    @Test
    void theMostUrgentOfThoseThatWaitRunsNext() {
        PlayedRequest leader = asks(1, MINUTE);
        PlayedRequest low = asks(9, MINUTE);
        PlayedRequest late = asks(2, MINUTE.plusSeconds(9));
        PlayedRequest urgent = asks(2, MINUTE);

        leader.engineFails();
        assertThat(urgent.runs).hasSize(1);
        urgent.engineFails();
        assertThat(late.runs).hasSize(1);
        late.engineFails();
        assertThat(low.runs).hasSize(1);
        low.engineAnswers(1);
    }

    @Test
    void whoIsMoreUrgentDoesNotWaitAndIsWaitedForInstead() {
        PlayedRequest slow = asks(5, MINUTE);
        PlayedRequest first = asks(1, MINUTE);
        assertThat(first.runs).hasSize(1);
        PlayedRequest hasty = asks(1, Duration.ofSeconds(1));
        assertThat(hasty.runs).hasSize(1);
        PlayedRequest waits = asks(1, Duration.ofSeconds(2));
        assertThat(waits.runs).isEmpty();

        hasty.engineAnswers(3);

        assertThat(waits.answers).hasSize(1);
        assertThat(slow.answers).isEmpty();
        slow.engineAnswers(3);
        first.engineAnswers(3);
        assertThat(slow.answers).hasSize(1);
        assertThat(first.answers).hasSize(1);
    }

    @Test
    void aLittleLaterIsGoodEnough() {
        PlayedRequest leader = asks(5, MINUTE.plusMillis(1));
        assertThat(asks(5, MINUTE).runs).isEmpty();
        leader.engineAnswers(3);
    }

    @Test
    void noTenantWaitsForAnothersPlaceInTheQueue() {
        responses.keep(ResponseCaching.SHARED);
        PlayedRequest acme = PlayedRequest.of("acme").asks(responses);
        PlayedRequest blue = PlayedRequest.of("blue").asks(responses);
        assertThat(blue.runs).hasSize(1);
        acme.engineAnswers(3);
        blue.engineAnswers(3);
        assertThat(PlayedRequest.of("grey").asks(responses).answers).hasSize(1);
    }

    @Test
    void thousandsThatAreRefusedAsSoonAsTheyAreToRunEndOneAfterTheOther() {
        PlayedRequest leader = asks();
        List<PlayedRequest> waiting = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            PlayedRequest request = asks();
            request.whenRun = request::engineFails;
            waiting.add(request);
        }

        leader.engineFails();

        assertThat(waiting).allMatch(request -> request.refusals.size() == 1);
    }
}
