package dev.slipway.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BufferLeaseTest {
    private final BufferPool pool = new BufferPool(new BufferPoolSettings(1 << 20));
    private final BufferLease lease = new BufferLease(pool);

    @Test
    void aBufferIsAsLongAsAskedForAndInTheMachinesOrder() {
        ByteBuffer lent = lease.lend(100_001);
        assertThat(lent.capacity()).isEqualTo(100_001);
        assertThat(lent.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(lent.isDirect()).isTrue();
    }

    @Test
    void allBuffersGoBackOnceWhenTheLastHolderLetsGo() {
        lease.lend(70_000);
        lease.lend(140_000);
        long lent = pool.lentBytes();
        assertThat(lease.tryHold()).isTrue();
        lease.release();
        assertThat(pool.lentBytes()).isEqualTo(lent);
        assertThat(pool.idleBytes()).isZero();
        lease.release();
        assertThat(pool.lentBytes()).isZero();
        assertThat(pool.idleBytes()).isEqualTo(lent);
    }

    @Test
    void nobodyHoldsItAfterThatNorLetsGoOfItAgain() {
        lease.release();
        assertThat(lease.tryHold()).isFalse();
        assertThatThrownBy(lease::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lease.lend(70_000)).isInstanceOf(IllegalStateException.class);
        assertThat(pool.lentBytes()).isZero();
    }
}
