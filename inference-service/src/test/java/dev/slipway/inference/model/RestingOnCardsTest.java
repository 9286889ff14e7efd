package dev.slipway.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.replica.HeartbeatReply.Assignment;
import dev.slipway.inference.model.PlayedModels.Waiter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory for many versions, and a card that has room for one. */
class RestingOnCardsTest {
    private static final Assignment ONE = PlayedModels.version("one", 1);
    private static final Assignment TWO = PlayedModels.version("two", 2);
    private static final String LACK =
            "it does not fit onto its card: it may take 5120 MiB there (gpu_mem_limit), other"
                    + " versions of this replica may take 5120 MiB, and card 0 has 8192 MiB";

    @TempDir Path folder;

    private PlayedModels played;

    @BeforeEach
    void loadOne() throws Exception {
        played =
                new PlayedModels(
                        folder,
                        400 * PlayedModels.MIB,
                        engines -> PlayedCard.around(engines, folder));
        played.assign(ONE);
        played.awaitWord(ONE, "READY");
    }

    private void loadTwoInItsPlace() {
        played.later(PlayedModels.IDLE);
        played.assign(ONE, TWO);
        played.awaitWord(TWO, "READY");
    }

    @Test
    void anIdleVersionLeavesForAnotherThatLacksItsPartOfTheCard() {
        loadTwoInItsPlace();
        assertThat(played.residence(TWO)).isEqualTo(Residence.LOADED);
        assertThat(played.residence(ONE)).isNotEqualTo(Residence.LOADED);
        assertThat(played.word(ONE)).startsWith("READY: it rests");
    }

    @Test
    void besideOneThatIsNotIdleAnotherWaitsAndSaysTheNumbers() {
        played.assign(ONE, TWO);
        played.awaitWord(TWO, "LOADING: it waits for others to go: " + LACK);
        played.models.unloadQuiet();
        assertThat(played.word(TWO)).startsWith("LOADING: it waits");
        assertThat(played.residence(ONE)).isEqualTo(Residence.LOADED);
        played.later(PlayedModels.IDLE);
        played.models.unloadQuiet();
        played.awaitWord(TWO, "READY");
        assertThat(played.residence(ONE)).isNotEqualTo(Residence.LOADED);
    }

    @Test
    void oneThatRestsComesBackWhenTheOtherIsIdleAndElseSaysWhyNot() {
        loadTwoInItsPlace();
        Waiter refused = new Waiter();
        assertThat(played.models.await(PlayedModels.id(ONE), refused)).isTrue();
        PlayedModels.await(refused::isTold);
        assertThat(refused.refusals.getFirst().code()).isEqualTo(ErrorCode.NOT_READY);
        assertThat(refused.refusals.getFirst().message()).contains(LACK);
        played.later(PlayedModels.IDLE);

        Waiter waiter = new Waiter();
        assertThat(played.models.await(PlayedModels.id(ONE), waiter)).isTrue();
        PlayedModels.await(waiter::isTold);

        assertThat(waiter.came).hasSize(1);
        assertThat(played.residence(TWO)).isNotEqualTo(Residence.LOADED);
        waiter.came.getFirst().release(played.now.get());
    }
}
