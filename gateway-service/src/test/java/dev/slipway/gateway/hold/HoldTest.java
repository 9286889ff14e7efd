package dev.slipway.gateway.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldTest {
    private final List<String> awake = new ArrayList<>();
    private int room;
    private final Hold hold = new Hold(3, 100, _ -> room);

    private final class Named implements Hold.Waiter {
        private final String name;
        private final long bytes;

        Named(String name, long bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public String holdKey() {
            return "m";
        }

        @Override
        public long holdBytes() {
            return bytes;
        }

        @Override
        public void wake() {
            awake.add(name);
        }
    }

    private Hold.Waiter waiter(String name) {
        return new Named(name, 1);
    }

    @Test
    void nobodyIsWokenWithoutAChange() {
        room = 10;
        hold.enter(waiter("a"), hold.generation());

        hold.pump();

        assertThat(awake).isEmpty();
    }

    @Test
    void aChangeWakesAsManyAsThereIsRoomInTheOrderOfArrival() {
        hold.enter(waiter("a"), hold.generation());
        hold.enter(waiter("b"), hold.generation());
        hold.enter(waiter("c"), hold.generation());
        room = 2;

        hold.changed();
        assertThat(awake).containsExactly("a", "b");
        hold.pump();
        assertThat(awake).hasSize(2);
        hold.resumed("m");
        hold.pump();

        assertThat(awake).containsExactly("a", "b", "c");
        assertThat(hold.count()).isZero();
        assertThat(hold.bytes()).isZero();
    }

    @Test
    void whoeverChoseBeforeAChangeChoosesAgain() {
        long before = hold.generation();
        hold.changed();

        assertThat(hold.enter(waiter("a"), before)).isEqualTo(Hold.Entered.STALE);
        assertThat(hold.count()).isZero();
    }

    @Test
    void countAndBytesAreBounded() {
        assertThat(hold.enter(new Named("big", 101), 0)).isEqualTo(Hold.Entered.FULL);
        hold.enter(waiter("a"), 0);
        hold.enter(waiter("b"), 0);
        hold.enter(waiter("c"), 0);

        assertThat(hold.enter(waiter("d"), 0)).isEqualTo(Hold.Entered.FULL);
        assertThat(hold.enterSentBack(waiter("e"))).isEqualTo(Hold.Entered.FULL);
    }

    @Test
    void whoeverWasSentBackGoesFirstAndNeedsOnlyRoom() {
        hold.enter(waiter("a"), 0);
        hold.enterSentBack(waiter("b"));
        room = 5;

        hold.pump("m");

        assertThat(awake).containsExactly("b");
    }

    @Test
    void whoeverLeftIsNotWoken() {
        Hold.Waiter gone = waiter("a");
        hold.enter(gone, 0);
        hold.leave(gone);
        room = 5;

        hold.changed();

        assertThat(awake).isEmpty();
        assertThat(hold.count()).isZero();
    }
}
