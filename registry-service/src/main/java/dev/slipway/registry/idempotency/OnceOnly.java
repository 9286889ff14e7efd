package dev.slipway.registry.idempotency;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.idempotency.KeptAnswers.Kept;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.refusal.Outcome.Done;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Carries a create out once for each key that a client chose. The answer is written in the
 * transaction of the create, and changes run one after the other: of two first uses at the same
 * time one waits for the other and gets its answer. Refusals are not kept.
 */
public final class OnceOnly {
    private static final Duration KEPT_FOR = Duration.ofHours(24);

    private final Truth truth;
    private final KeptAnswers answers;

    public OnceOnly(Truth truth, KeptAnswers answers) {
        this.truth = truth;
        this.answers = answers;
    }

    /** Carries the work out, or answers as when it was. */
    public Outcome<CreatedAnswer> create(
            Optional<IdempotencyKey> key, Function<Change, Outcome<CreatedAnswer>> work) {
        return truth.change(change ->
                key.map(one -> once(change, one, work)).orElseGet(() -> work.apply(change)));
    }

    private Outcome<CreatedAnswer> once(
            Change change, IdempotencyKey key, Function<Change, Outcome<CreatedAnswer>> work) {
        Optional<Kept> kept = answers.find(key);
        if (kept.isPresent()) {
            return kept.get().requestHash().equals(key.requestHash())
                    ? Outcome.done(repeated(kept.get().answer()))
                    : Outcome.refused(
                            ErrorCode.IDEMPOTENCY_MISMATCH,
                            "This "
                                    + Headers.IDEMPOTENCY_KEY
                                    + " was used for another request; choose a fresh key"
                                    + " for this one.");
        }
        Outcome<CreatedAnswer> made = work.apply(change);
        if (made instanceof Done<CreatedAnswer>(CreatedAnswer answer)) {
            answers.keep(key, answer);
        }
        return made;
    }

    private static CreatedAnswer repeated(CreatedAnswer kept) {
        Map<String, String> headers = new HashMap<>(kept.headers());
        headers.put(Headers.IDEMPOTENT_REPLAYED, "true");
        return new CreatedAnswer(kept.keptBody(), headers);
    }

    /** Forgets what nobody repeats any more; called by a loop. */
    public void forgetOld() {
        answers.forgetOlderThan(KEPT_FOR);
    }
}
