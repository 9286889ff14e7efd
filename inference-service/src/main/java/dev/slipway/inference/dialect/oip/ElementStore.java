package dev.slipway.inference.dialect.oip;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.DirectElements;
import dev.slipway.inference.tensor.Elements;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * The place of an input's elements while they are read. It grows with what was really sent: a
 * claimed shape alone takes no memory. A large input leaves the heap once an eighth of it is here,
 * for a place of its final size where the engine can use it without a copy, so that it never lies
 * anywhere twice.
 */
public final class ElementStore {
    private static final int FIRST_CAPACITY = 1024;
    private static final int SHARE_READ = 8;

    private final RequestMemory memory;
    private final DataType type;
    private final int count;
    private final boolean large;
    private int capacity;
    private long heldOnHeap;
    private Object data;

    public ElementStore(RequestMemory memory, DataType type, int count) {
        this.memory = memory;
        this.type = type;
        this.count = count;
        this.large = Elements.areLarge(type, count);
        this.capacity = Math.min(count, FIRST_CAPACITY);
        hold(capacity);
        this.data = Array.newInstance(type.element(), capacity);
    }

    /** An array, or a buffer outside the heap. */
    public Object data() {
        return data;
    }

    public int capacity() {
        return capacity;
    }

    /** Makes room for more than are here; all that is here is kept. */
    public void grow() {
        int larger = (int) Math.min(count, 2L * capacity);
        if (large && larger > count / SHARE_READ) {
            moveOutside();
        } else {
            enlarge(larger);
        }
    }

    /** Makes room for all elements at once, where their bytes are known to be here. */
    public void growToAll() {
        if (large) {
            moveOutside();
        } else if (capacity < count) {
            enlarge(count);
        }
    }

    private void enlarge(int larger) {
        long before = heldOnHeap;
        hold(larger);
        Object more = Array.newInstance(type.element(), larger);
        System.arraycopy(data, 0, more, 0, capacity);
        data = more;
        capacity = larger;
        memory.giveBackHeap(before);
    }

    private void moveOutside() {
        data = DirectElements.of(type, data, memory.lend((long) count * type.bytes()));
        memory.giveBackHeap(heldOnHeap);
        heldOnHeap = 0;
        capacity = count;
    }

    private void hold(int elements) {
        long bytes = (long) elements * type.bytes();
        check(memory.holdOnHeap(bytes));
        heldOnHeap = bytes;
    }

    /** Ends the reading when there is a refusal. */
    public static void check(@Nullable Refusal refusal) {
        if (refusal != null) {
            throw refusal.asException();
        }
    }
}
