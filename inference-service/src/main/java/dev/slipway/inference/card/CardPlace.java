package dev.slipway.inference.card;

import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ExecutionProvider.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a version goes on cards, and how much it may take there.
 *
 * @param device the card's number as CUDA counts them
 * @param limit bytes; 0 for no limit
 */
record CardPlace(int device, long limit) {
    /**
     * What the options say; null where nothing runs on a card. Of several providers CUDA's decides,
     * since the limit is its option alone.
     */
    static @Nullable CardPlace of(List<ExecutionProvider> providers) {
        CardPlace place = null;
        for (ExecutionProvider provider : providers) {
            if (provider.kind() == Kind.CUDA) {
                return new CardPlace(
                        device(provider), number(provider, ExecutionProvider.GPU_MEM_LIMIT));
            }
            if (provider.kind() != Kind.CPU) {
                place = new CardPlace(device(provider), 0);
            }
        }
        return place;
    }

    static int device(ExecutionProvider provider) {
        return (int) Math.min(number(provider, ExecutionProvider.DEVICE_ID), Integer.MAX_VALUE);
    }

    /** What is no number, or is over the largest long, is 0 here: the runtime judges it. */
    private static long number(ExecutionProvider provider, String option) {
        try {
            return Math.max(0, Long.parseLong(provider.options().getOrDefault(option, "0")));
        } catch (NumberFormatException other) {
            return 0;
        }
    }
}
