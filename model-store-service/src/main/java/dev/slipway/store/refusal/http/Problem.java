package dev.slipway.store.refusal.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.refusal.Refusal;

/** RFC 9457, as clients of the admin API see it. */
record Problem(String type, String title, int status, String detail, String code) {
    /** The code says what is wrong; no page describes it. */
    private static final String BLANK = "about:blank";

    static Problem of(Refusal refusal) {
        ErrorCode code = refusal.code();
        return new Problem(
                BLANK,
                Statuses.title(code.category()),
                Statuses.of(code),
                refusal.detail(),
                code.wireName());
    }
}
