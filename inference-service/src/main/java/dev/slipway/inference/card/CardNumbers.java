package dev.slipway.inference.card;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How CUDA numbers cards for this process. It counts those that {@code CUDA_VISIBLE_DEVICES} lists,
 * the fastest first, and in the order of {@code nvidia-smi} only where {@code CUDA_DEVICE_ORDER}
 * says {@code PCI_BUS_ID}. Cards of one name are equally fast.
 *
 * @param visible what {@code CUDA_VISIBLE_DEVICES} says; null where it is not set
 * @param order what {@code CUDA_DEVICE_ORDER} says; null where it is not set
 */
public record CardNumbers(@Nullable String visible, @Nullable String order) {
    private static final String BY_BUS = "PCI_BUS_ID";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,6}");

    /**
     * Cards by their numbers, the first is 0; null where that cannot be told, as where cards are
     * listed by name.
     *
     * @param all as {@code nvidia-smi} counts them
     */
    @Nullable List<CardReading> numbered(List<CardReading> all) {
        if (all.isEmpty() || !isOrderKnown(all)) {
            return null;
        }
        if (visible == null) {
            return all;
        }
        List<CardReading> numbered = new ArrayList<>();
        if (visible.isBlank()) {
            return numbered;
        }
        for (String part : visible.split(",", -1)) {
            String number = part.strip();
            if (!NUMBER.matcher(number).matches()) {
                return null;
            }
            int index = Integer.parseInt(number);
            if (index < 0 || index >= all.size()) {
                break; // CUDA sees no card from the first number on that is none.
            }
            numbered.add(all.get(index));
        }
        return numbered;
    }

    private boolean isOrderKnown(List<CardReading> all) {
        boolean alike = true;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).index() != i) {
                return false;
            }
            alike &= all.get(i).name().equals(all.getFirst().name());
        }
        return alike || BY_BUS.equals(order);
    }
}
