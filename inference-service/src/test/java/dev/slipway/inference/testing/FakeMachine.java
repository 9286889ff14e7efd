package dev.slipway.inference.testing;

import dev.slipway.inference.memory.MemoryReading;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A machine whose memory a test decides on, in bytes. The process begins with none of it, and its
 * limit is the machine.
 */
public final class FakeMachine implements Supplier<MemoryReading> {
    private final AtomicLong free = new AtomicLong();
    private final AtomicLong resident = new AtomicLong();
    private final AtomicLong swap = new AtomicLong();
    private final AtomicLong heapRoom = new AtomicLong();

    public FakeMachine(long free) {
        this.free.set(free);
    }

    /** The process takes memory outside its heap; less than nothing gives it back. */
    public void take(long bytes) {
        free.addAndGet(-bytes);
        resident.addAndGet(bytes);
    }

    /** Somebody else gives memory back. */
    public void comesFree(long bytes) {
        free.addAndGet(bytes);
    }

    public void swap(long bytes) {
        swap.set(bytes);
    }

    public void heapMayTake(long bytes) {
        heapRoom.set(bytes);
    }

    @Override
    public MemoryReading get() {
        return new MemoryReading(
                OptionalLong.of(free.get()),
                OptionalLong.of(free.get()),
                swap.get(),
                OptionalLong.of(resident.get()),
                0,
                heapRoom.get());
    }
}
