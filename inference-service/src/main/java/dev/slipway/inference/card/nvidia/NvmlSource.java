package dev.slipway.inference.card.nvidia;

import dev.slipway.inference.card.CardReading;
import dev.slipway.inference.card.CardSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** NVIDIA's cards as their management library tells of them. What fails is said once. */
final class NvmlSource implements CardSource {
    /** More than any machine has. */
    static final int MOST_CARDS = 64;

    private static final int MOST_FAULTS = 32;
    private static final double PER_CENT = 100;

    private final Nvml nvml;
    private final String driver;
    private final Consumer<String> log;
    private final Set<String> faults = new HashSet<>();

    private NvmlSource(Nvml nvml, String driver, Consumer<String> log) {
        this.nvml = nvml;
        this.driver = driver;
        this.log = log;
    }

    /**
     * None where the library is there and its driver is not.
     *
     * @param log takes sentences about what fails
     */
    static CardSource of(SymbolLookup library, Consumer<String> log) {
        try {
            Nvml nvml = new Nvml(library);
            nvml.init();
            return new NvmlSource(nvml, nvml.driverVersion(), log);
        } catch (NvmlException unable) {
            log.accept("cards cannot be read: " + unable.getMessage());
            return CardSource.none();
        }
    }

    @Override
    public String driver() {
        return driver;
    }

    @Override
    public synchronized List<CardReading> read() {
        List<CardReading> cards = new ArrayList<>();
        Integer count = told(nvml::count);
        for (int index = 0; count != null && index < Math.min(count, MOST_CARDS); index++) {
            int number = index;
            MemorySegment card = told(() -> nvml.device(number));
            CardReading reading = card == null ? null : reading(index, card);
            if (reading != null) {
                cards.add(reading);
            }
        }
        return cards;
    }

    /** Null where it cannot be told what it is. */
    private @Nullable CardReading reading(int index, MemorySegment card) {
        String name = told(() -> nvml.name(card));
        String capability = told(() -> nvml.capability(card));
        if (name == null || capability == null) {
            return null;
        }
        Nvml.Memory memory = told(() -> nvml.memory(card));
        Integer utilisation = told(() -> nvml.utilisation(card));
        return new CardReading(
                index,
                name,
                capability,
                memory == null ? OptionalLong.empty() : OptionalLong.of(memory.total()),
                memory == null ? OptionalLong.empty() : OptionalLong.of(memory.used()),
                utilisation == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(utilisation / PER_CENT));
    }

    private interface Question<T> {
        T answer() throws NvmlException;
    }

    private <T> @Nullable T told(Question<T> question) {
        try {
            return question.answer();
        } catch (NvmlException unable) {
            String fault = String.valueOf(unable.getMessage());
            if (faults.size() < MOST_FAULTS && faults.add(fault)) {
                log.accept("a card does not tell everything: " + fault);
            }
            return null;
        }
    }
}
