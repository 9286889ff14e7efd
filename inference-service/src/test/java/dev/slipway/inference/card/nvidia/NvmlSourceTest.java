package dev.slipway.inference.card.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inference.card.CardReading;
import dev.slipway.inference.card.CardSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NvmlSourceTest {
    private final FakeNvml library = new FakeNvml();
    private final List<String> said = new ArrayList<>();

    NvmlSourceTest() throws ReflectiveOperationException {}

    private static CardReading whole(int index) {
        return new CardReading(
                index,
                "NVIDIA H200 number " + index,
                "9.0",
                OptionalLong.of(FakeNvml.TOTAL),
                OptionalLong.of(FakeNvml.USED),
                OptionalDouble.of(0.73));
    }

    @Test
    void everyCardIsRead() {
        library.cards(2);
        CardSource source = NvmlSource.of(library, said::add);
        assertThat(source.driver()).isEqualTo("580.159");
        assertThat(source.read()).containsExactly(whole(0), whole(1));
    }

    @Test
    void noMoreCardsAreReadThanAMachineHas() {
        library.cards(Integer.MAX_VALUE);
        assertThat(NvmlSource.of(library, said::add).read()).hasSize(NvmlSource.MOST_CARDS);
    }

    @Test
    void whatACardDoesNotTellIsEmptyAndSaidOnce() {
        library.cards(2);
        CardSource source = NvmlSource.of(library, said::add);
        library.fails("nvmlDeviceGetUtilizationRates", FakeNvml.NOT_SUPPORTED);
        source.read();
        CardReading card = source.read().getFirst();
        assertThat(card.utilisation()).isEmpty();
        assertThat(card.usedBytes()).hasValue(FakeNvml.USED);
        library.fails("nvmlDeviceGetMemoryInfo", FakeNvml.NOT_SUPPORTED);
        assertThat(source.read().getFirst().totalBytes()).isEmpty();
        assertThat(said)
                .containsExactly(
                        "a card does not tell everything: nvmlDeviceGetUtilizationRates: Not"
                                + " Supported (3)",
                        "a card does not tell everything: nvmlDeviceGetMemoryInfo: Not Supported"
                                + " (3)");
    }

    @Test
    void aCardThatDoesNotTellWhatItIsIsLeftOut() {
        CardSource source = NvmlSource.of(library, said::add);
        library.fails("nvmlDeviceGetName", FakeNvml.NOT_SUPPORTED);
        assertThat(source.read()).isEmpty();
    }

    @Test
    void cardsThatAreLostLaterAreNone() {
        CardSource source = NvmlSource.of(library, said::add);
        library.fails("nvmlDeviceGetHandleByIndex_v2", 15);
        assertThat(source.read()).isEmpty();
        library.fails("nvmlDeviceGetCount_v2", 999);
        assertThat(source.read()).isEmpty();
    }

    @Test
    void aLibraryWithoutItsDriverHasNoCardsAndSaysWhy() {
        library.fails("nvmlInit_v2", 9);
        CardSource source = NvmlSource.of(library, said::add);
        assertThat(source.read()).isEmpty();
        assertThat(source.driver()).isEmpty();
        assertThat(said)
                .containsExactly("cards cannot be read: nvmlInit_v2: Driver Not Loaded (9)");
    }

    @Test
    void aLibraryThatIsTooOldSaysWhatItLacks() {
        library.lacks("nvmlDeviceGetCount_v2");
        assertThatThrownBy(() -> new Nvml(library))
                .isInstanceOf(NvmlException.class)
                .hasMessage("the library has no nvmlDeviceGetCount_v2");
        assertThat(NvmlSource.of(library, said::add).read()).isEmpty();
    }
}
