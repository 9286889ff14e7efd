package dev.slipway.inference.card;

import dev.slipway.inference.engine.CardShortage;
import dev.slipway.inference.engine.EngineLoadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What versions of this replica may take of each card. Limits are promises: together they are never
 * more than the card has, whatever of it is used at the moment. A version without a limit is not
 * counted, nor is what other processes use, and where the card cannot be read nothing is kept out.
 */
public final class CardBudget {
    private static final long MIB = 1L << 20;

    private final Cards cards;
    private final List<Share> shares = new ArrayList<>();

    /** Begins with nothing promised. */
    public CardBudget(Cards cards) {
        this.cards = cards;
    }

    /** What a version's limit lacks beside those of others; null where it fits. */
    synchronized @Nullable CardShortage shortage(CardPlace place) {
        CardReading card = cards.numbered(place.device());
        OptionalLong total = card == null ? OptionalLong.empty() : card.totalBytes();
        long others = promised(place.device());
        if (place.limit() == 0 || total.isEmpty()) {
            return null;
        }
        long free = total.getAsLong() - others;
        return place.limit() <= free
                ? null
                : new CardShortage(
                        place.device(),
                        place.limit(),
                        free,
                        sentence(place, others, total.getAsLong()));
    }

    private static String sentence(CardPlace place, long others, long total) {
        return "it does not fit onto its card: it may take "
                + roundedUp(place.limit())
                + " MiB there (gpu_mem_limit), other versions of this replica may take "
                + roundedUp(others)
                + " MiB, and card "
                + place.device()
                + " has "
                + total / MIB
                + " MiB; lower its gpu_mem_limit, give it another device_id, or have fewer versions"
                + " on this replica";
    }

    /**
     * Promises a version its limit.
     *
     * @throws EngineLoadException when there is no such card, or not as much of it; its message is
     *     for people
     */
    synchronized Share reserve(CardPlace place) throws EngineLoadException {
        List<CardReading> numbered = cards.numbered();
        if (numbered != null && place.device() >= numbered.size()) {
            throw new EngineLoadException(
                    "it is to run on card "
                            + place.device()
                            + " (device_id, counted from 0), and this replica has "
                            + numbered.size()
                            + "; change device_id in its slipway.yaml, or use a pool whose replicas"
                            + " have that card");
        }
        CardShortage shortage = shortage(place);
        if (shortage != null) {
            throw new EngineLoadException(shortage.sentence());
        }
        Share share = new Share(place);
        shares.add(share);
        return share;
    }

    /** Bytes that versions may take, by the cards' numbers as CUDA counts them. */
    public synchronized Map<Integer, Long> promised() {
        Map<Integer, Long> promised = new TreeMap<>();
        for (Share share : shares) {
            promised.merge(share.place.device(), share.place.limit(), Long::sum);
        }
        return promised;
    }

    private long promised(int device) {
        return promised().getOrDefault(device, 0L);
    }

    private synchronized void release(Share share) {
        shares.remove(share);
    }

    /** So that what is asked for never reads as what is there. */
    private static long roundedUp(long bytes) {
        return bytes / MIB + (bytes % MIB == 0 ? 0 : 1);
    }

    /** One version's promise. */
    final class Share {
        private final CardPlace place;

        private Share(CardPlace place) {
            this.place = place;
        }

        /** Its engine is closed, or was never made; again it is nothing. */
        void release() {
            CardBudget.this.release(this);
        }
    }
}
