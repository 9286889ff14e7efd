package dev.slipway.inference.card.nvidia;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * NVIDIA's management library written in Java: functions that native code calls through stubs. A
 * card is known by an address of its number and one. None of them may throw, which would end the
 * process.
 */
@SuppressWarnings("restricted")
final class FakeNvml implements SymbolLookup {
    static final int NOT_SUPPORTED = 3;
    static final long TOTAL = 150_000_000_000L;
    static final long USED = 40_000_000_000L;
    static final int BUSY_PER_CENT = 73;

    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout CARD = ValueLayout.ADDRESS;
    private static final MemoryLayout TO_CARD = to(ValueLayout.ADDRESS, 1);
    private static final MemoryLayout TO_INT = to(ValueLayout.JAVA_INT, 1);
    private static final MemoryLayout TO_TWO_INTS = to(ValueLayout.JAVA_INT, 2);
    private static final MemoryLayout TO_THREE_LONGS = to(ValueLayout.JAVA_LONG, 3);
    private static final MemoryLayout TO_TEXT = to(ValueLayout.JAVA_BYTE, Nvml.TEXT_BYTES);

    private final Map<String, MemorySegment> functions = new HashMap<>();
    private final Map<String, Integer> statuses = new HashMap<>();
    private int cards = 1;

    FakeNvml() throws ReflectiveOperationException {
        add(
                "nvmlErrorString",
                "words",
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        call("nvmlInit_v2", "init");
        call("nvmlSystemGetDriverVersion", "driver", TO_TEXT, INT);
        call("nvmlDeviceGetCount_v2", "count", TO_INT);
        call("nvmlDeviceGetHandleByIndex_v2", "device", INT, TO_CARD);
        call("nvmlDeviceGetName", "name", CARD, TO_TEXT, INT);
        call("nvmlDeviceGetCudaComputeCapability", "capability", CARD, TO_INT, TO_INT);
        call("nvmlDeviceGetMemoryInfo", "memory", CARD, TO_THREE_LONGS);
        call("nvmlDeviceGetUtilizationRates", "utilisation", CARD, TO_TWO_INTS);
    }

    private static MemoryLayout to(ValueLayout element, long count) {
        return ValueLayout.ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(count, element));
    }

    private void call(String function, String method, MemoryLayout... arguments)
            throws ReflectiveOperationException {
        add(function, method, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private void add(String function, String method, FunctionDescriptor form)
            throws ReflectiveOperationException {
        MethodHandle target = MethodHandles.lookup().bind(this, method, form.toMethodType());
        functions.put(function, Linker.nativeLinker().upcallStub(target, form, Arena.global()));
    }

    @Override
    public Optional<MemorySegment> find(String function) {
        return Optional.ofNullable(functions.get(function));
    }

    void cards(int number) {
        cards = number;
    }

    /** From now on a function fails. */
    void fails(String function, int status) {
        statuses.put(function, status);
    }

    void lacks(String function) {
        functions.remove(function);
    }

    private int status(String function) {
        return statuses.getOrDefault(function, 0);
    }

    MemorySegment words(int status) {
        return Arena.global()
                .allocateFrom(status == NOT_SUPPORTED ? "Not Supported" : "Driver Not Loaded");
    }

    int init() {
        return status("nvmlInit_v2");
    }

    int driver(MemorySegment text, int length) {
        text.setString(0, "580.159");
        return status("nvmlSystemGetDriverVersion");
    }

    int count(MemorySegment number) {
        number.set(ValueLayout.JAVA_INT, 0, cards);
        return status("nvmlDeviceGetCount_v2");
    }

    int device(int index, MemorySegment handle) {
        handle.set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(index + 1L));
        return status("nvmlDeviceGetHandleByIndex_v2");
    }

    int name(MemorySegment card, MemorySegment text, int length) {
        text.setString(0, "NVIDIA H200 number " + (card.address() - 1));
        return status("nvmlDeviceGetName");
    }

    int capability(MemorySegment card, MemorySegment major, MemorySegment minor) {
        major.set(ValueLayout.JAVA_INT, 0, 9);
        minor.set(ValueLayout.JAVA_INT, 0, 0);
        return status("nvmlDeviceGetCudaComputeCapability");
    }

    int memory(MemorySegment card, MemorySegment bytes) {
        bytes.setAtIndex(ValueLayout.JAVA_LONG, 0, TOTAL);
        bytes.setAtIndex(ValueLayout.JAVA_LONG, 1, TOTAL - USED);
        bytes.setAtIndex(ValueLayout.JAVA_LONG, 2, USED);
        return status("nvmlDeviceGetMemoryInfo");
    }

    int utilisation(MemorySegment card, MemorySegment rates) {
        rates.setAtIndex(ValueLayout.JAVA_INT, 0, BUSY_PER_CENT);
        rates.setAtIndex(ValueLayout.JAVA_INT, 1, 5);
        return status("nvmlDeviceGetUtilizationRates");
    }
}
