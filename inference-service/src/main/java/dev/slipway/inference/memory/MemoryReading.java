package dev.slipway.inference.memory;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What the system says of memory at a moment, in bytes.
 *
 * @param machine what is free on the machine; empty where it cannot be told
 * @param group what is left of this process's own limit; empty where there is none
 * @param swap what this process may be given beyond both, slowly
 * @param resident what it holds now, its heap included; empty where it cannot be told
 * @param heap what its heap has
 * @param mostHeap what its heap may have
 */
public record MemoryReading(
        OptionalLong machine,
        OptionalLong group,
        long swap,
        OptionalLong resident,
        long heap,
        long mostHeap) {

    /** Reads the files of this machine and asks the JVM, each time. */
    public static Supplier<MemoryReading> ofThisProcess() {
        FreeMemory free = new FreeMemory();
        ResidentMemory resident = new ResidentMemory();
        Runtime jvm = Runtime.getRuntime();
        return () ->
                new MemoryReading(
                        free.ofMachine(),
                        free.ofGroup(),
                        free.swapBytes(),
                        resident.bytes(),
                        jvm.totalMemory(),
                        jvm.maxMemory());
    }

    /** What the heap has not taken yet but may. */
    long heapRoom() {
        return Math.max(0, mostHeap - heap);
    }

    /** What is resident outside the heap; empty where it cannot be told. */
    OptionalLong outsideHeap() {
        return resident.isPresent()
                ? OptionalLong.of(Math.max(0, resident.getAsLong() - heap))
                : OptionalLong.empty();
    }
}
