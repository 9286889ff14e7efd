package dev.slipway.inference.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elements of every type that can lie outside the heap. */
class ElementsTest {
    private static final int COUNT = 6;

    /** An array of 0, 1, 0, 1, 1, 0. */
    private static Object some(DataType type) {
        Object some = Array.newInstance(type.element(), COUNT);
        for (int at : new int[] {1, 3, 4}) {
            if (type == DataType.BOOL) {
                Array.setBoolean(some, at, true);
            } else {
                Array.setByte(some, at, (byte) 1);
            }
        }
        return some;
    }

    /** A place that holds something else already. */
    private static Buffer dirty(DataType type) {
        ByteBuffer place = ByteBuffer.allocateDirect(COUNT * type.bytes());
        while (place.hasRemaining()) {
            place.put((byte) 0x55);
        }
        return DirectElements.in(place.clear(), type);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
    void theyAreTheSameWhereverTheyAreCopiedFrom(DataType type) {
        Object array = some(type);
        Tensor onHeap = new Tensor(type, new long[] {COUNT}, array);
        Buffer expected = DirectElements.of(type, COUNT, array);
        Buffer first = dirty(type);
        Elements.copy(onHeap, 0, first, 0, 2);
        Elements.copy(onHeap, 2, first, 2, COUNT - 2);
        assertThat(first.equals(expected)).isTrue();
        Buffer second = dirty(type);
        Tensor outside = new Tensor(type, new long[] {COUNT}, first);
        Elements.copy(outside, 3, second, 3, 3);
        Elements.copy(outside, 0, second, 0, 3);
        assertThat(second.equals(expected)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
    void rowsOutsideTheHeapAreCutWithoutACopy(DataType type) {
        Buffer all = DirectElements.of(type, COUNT, some(type));
        Tensor rows = new Tensor(type, new long[] {3, 2}, all).slice(1, 2);
        assertThat(rows.shape()).containsExactly(2, 2);
        assertThat(rows.isOutsideHeap()).isTrue();
        assertThat(rows.data().equals(all.slice(2, 4))).isTrue();
    }
}
