package dev.slipway.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private static final int MOST = 1 << 20;
    private static final int LARGEST = MOST / 4;

    private final BufferPool pool = new BufferPool(new BufferPoolSettings(MOST));

    @Test
    void aSizeIsAtMostAnEighthMoreThanWhatLiesInIt() {
        assertThat(BufferPool.size(1)).isEqualTo(64 << 10);
        assertThat(BufferPool.size(64 << 10)).isEqualTo(64 << 10);
        assertThat(BufferPool.size((64 << 10) + 1)).isEqualTo(72 << 10);
        assertThat(BufferPool.size(1 << 30)).isEqualTo(1 << 30);
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            int bytes = random.nextInt(64 << 10, 1 << 30);
            int size = BufferPool.size(bytes);
            assertThat(size).isBetween(bytes, bytes + bytes / 8);
            assertThat(BufferPool.size(size)).isEqualTo(size);
        }
    }

    @Test
    void whatWasGivenBackIsLentAgainToWhatIsOfAboutItsSize() {
        ByteBuffer first = pool.lend(100_000);
        assertThat(first.isDirect()).isTrue();
        assertThat(pool.lentBytes()).isEqualTo(first.capacity());
        assertThat(pool.idleBytes()).isZero();
        pool.giveBack(first);
        assertThat(pool.lentBytes()).isZero();
        assertThat(pool.idleBytes()).isEqualTo(first.capacity());
        assertThatObject(pool.lend(99_000)).isSameAs(first);
        assertThatObject(pool.lend(99_000)).isNotSameAs(first);
        assertThat(pool.hits()).isEqualTo(1);
        assertThat(pool.misses()).isEqualTo(2);
    }

    @Test
    void whatWaitsIsBoundedAndTheSizeThatWasNotAskedForTheLongestGoesFirst() {
        giveBackFour(LARGEST);
        assertThat(pool.idleBytes()).isEqualTo(MOST);
        ByteBuffer small = pool.lend(1);
        pool.giveBack(small);
        assertThat(pool.idleBytes()).isEqualTo(MOST - LARGEST + small.capacity());
        assertThatObject(pool.lend(1)).isSameAs(small);
    }

    @Test
    void ofASizeThatFillsThePoolNoMoreIsKept() {
        List<ByteBuffer> lent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lent.add(pool.lend(LARGEST));
        }
        lent.forEach(pool::giveBack);
        assertThat(pool.idleBytes()).isEqualTo(MOST);
        assertThat(pool.lentBytes()).isZero();
    }

    private void giveBackFour(int bytes) {
        List<ByteBuffer> lent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lent.add(pool.lend(bytes));
        }
        lent.forEach(pool::giveBack);
    }

    @Test
    void whatIsALargePartOfThePoolIsAsLongAsAskedForAndNeverWaits() {
        ByteBuffer large = pool.lend(LARGEST + 1);
        assertThat(large.capacity()).isEqualTo(LARGEST + 1);
        pool.giveBack(large);
        assertThat(pool.idleBytes()).isZero();
        assertThat(pool.lentBytes()).isZero();
        assertThat(pool.misses()).isEqualTo(1);
    }

    @Test
    void aPoolThatKeepsNothingLends() {
        BufferPool none = BufferPool.keepingNothing();
        ByteBuffer lent = none.lend(100);
        assertThat(lent.capacity()).isEqualTo(100);
        none.giveBack(lent);
        assertThat(none.idleBytes()).isZero();
    }

    @Test
    void aBoundIsNotNegative() {
        assertThatThrownBy(() -> new BufferPoolSettings(-1))
                .hasMessageContaining("slipway.buffer-pool");
    }
}
