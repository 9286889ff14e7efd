package dev.slipway.inference.serving;

import dev.slipway.contract.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of this replica's requests. */
public final class RequestCounters {
    private final Map<Exchange.Phase, LongAdder> cancelled = new EnumMap<>(Exchange.Phase.class);
    private final Map<ErrorCode, LongAdder> refused = new EnumMap<>(ErrorCode.class);
    private final LongAdder answered = new LongAdder();
    private final LongAdder cutTexts = new LongAdder();

    public RequestCounters() {
        for (Exchange.Phase phase : Exchange.Phase.values()) {
            cancelled.put(phase, new LongAdder());
        }
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(code, new LongAdder());
        }
    }

    void cancelled(Exchange.Phase phase) {
        adder(cancelled, phase).increment();
    }

    void refused(ErrorCode code) {
        adder(refused, code).increment();
    }

    void answered() {
        answered.increment();
    }

    void cutTexts(int texts) {
        cutTexts.add(texts);
    }

    /** Requests whose client left in a phase. */
    public long cancelledIn(Exchange.Phase phase) {
        return adder(cancelled, phase).sum();
    }

    public long refusedWith(ErrorCode code) {
        return adder(refused, code).sum();
    }

    public long answeredTotal() {
        return answered.sum();
    }

    /** Texts that were cut to what the model reads. */
    public long cutTextsTotal() {
        return cutTexts.sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("every key has its adder");
        }
        return adder;
    }
}
