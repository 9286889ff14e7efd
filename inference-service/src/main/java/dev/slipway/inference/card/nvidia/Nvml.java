package dev.slipway.inference.card.nvidia;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls of NVIDIA's management library that are needed here. Each one's status is looked at.
 * The library may be called by several threads; it is never shut down, since it ends with the
 * process.
 */
@SuppressWarnings("restricted")
final class Nvml {
    /** Bytes for a name or a version with the zero after it, as the library's header has them. */
    static final int TEXT_BYTES = 96;

    /** Bytes in which the words for a status end. */
    private static final int LONGEST_WORDS = 256;

    private static final int DONE = 0;
    private static final AddressLayout WORDS =
            ValueLayout.ADDRESS.withTargetLayout(
                    MemoryLayout.sequenceLayout(LONGEST_WORDS, ValueLayout.JAVA_BYTE));

    private final MethodHandle words;
    private final MethodHandle init;
    private final MethodHandle driver;
    private final MethodHandle count;
    private final MethodHandle device;
    private final MethodHandle name;
    private final MethodHandle capability;
    private final MethodHandle memory;
    private final MethodHandle utilisation;

    /**
     * Calls nothing yet.
     *
     * @throws NvmlException when the library is too old and lacks one of the calls
     */
    Nvml(SymbolLookup library) throws NvmlException {
        words =
                Linker.nativeLinker()
                        .downcallHandle(
                                function(library, "nvmlErrorString"),
                                FunctionDescriptor.of(WORDS, ValueLayout.JAVA_INT));
        init = call(library, "nvmlInit_v2");
        driver =
                call(
                        library,
                        "nvmlSystemGetDriverVersion",
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT);
        count = call(library, "nvmlDeviceGetCount_v2", ValueLayout.ADDRESS);
        device =
                call(
                        library,
                        "nvmlDeviceGetHandleByIndex_v2",
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS);
        name =
                call(
                        library,
                        "nvmlDeviceGetName",
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT);
        capability =
                call(
                        library,
                        "nvmlDeviceGetCudaComputeCapability",
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS);
        memory = call(library, "nvmlDeviceGetMemoryInfo", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        utilisation =
                call(
                        library,
                        "nvmlDeviceGetUtilizationRates",
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS);
    }

    private static MethodHandle call(
            SymbolLookup library, String function, MemoryLayout... arguments) throws NvmlException {
        return Linker.nativeLinker()
                .downcallHandle(
                        function(library, function),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static MemorySegment function(SymbolLookup library, String function)
            throws NvmlException {
        return library.find(function)
                .orElseThrow(() -> new NvmlException("the library has no " + function));
    }

    /** A card's memory, in bytes. */
    record Memory(long total, long used) {}

    /** Before anything else. */
    void init() throws NvmlException {
        require("nvmlInit_v2", () -> (int) init.invokeExact());
    }

    String driverVersion() throws NvmlException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(TEXT_BYTES);
            require("nvmlSystemGetDriverVersion", () -> (int) driver.invokeExact(text, TEXT_BYTES));
            return text.getString(0);
        }
    }

    int count() throws NvmlException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            require("nvmlDeviceGetCount_v2", () -> (int) count.invokeExact(number));
            return number.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** By which the calls below know a card. */
    MemorySegment device(int index) throws NvmlException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ValueLayout.ADDRESS);
            require("nvmlDeviceGetHandleByIndex_v2", () -> (int) device.invokeExact(index, handle));
            return handle.get(ValueLayout.ADDRESS, 0);
        }
    }

    String name(MemorySegment card) throws NvmlException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(TEXT_BYTES);
            require("nvmlDeviceGetName", () -> (int) name.invokeExact(card, text, TEXT_BYTES));
            return text.getString(0);
        }
    }

    /** Such as {@code 9.0}. */
    String capability(MemorySegment card) throws NvmlException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment major = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment minor = arena.allocate(ValueLayout.JAVA_INT);
            require(
                    "nvmlDeviceGetCudaComputeCapability",
                    () -> (int) capability.invokeExact(card, major, minor));
            return major.get(ValueLayout.JAVA_INT, 0) + "." + minor.get(ValueLayout.JAVA_INT, 0);
        }
    }

    Memory memory(MemorySegment card) throws NvmlException {
        try (Arena arena = Arena.ofConfined()) {
            // Total, free and used.
            MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG, 3);
            require("nvmlDeviceGetMemoryInfo", () -> (int) memory.invokeExact(card, bytes));
            return new Memory(
                    bytes.getAtIndex(ValueLayout.JAVA_LONG, 0),
                    bytes.getAtIndex(ValueLayout.JAVA_LONG, 2));
        }
    }

    /** Per cent of the time in which the card computed, since the driver last looked. */
    int utilisation(MemorySegment card) throws NvmlException {
        try (Arena arena = Arena.ofConfined()) {
            // Of computing, and of reading and writing memory.
            MemorySegment rates = arena.allocate(ValueLayout.JAVA_INT, 2);
            require(
                    "nvmlDeviceGetUtilizationRates",
                    () -> (int) utilisation.invokeExact(card, rates));
            return rates.getAtIndex(ValueLayout.JAVA_INT, 0);
        }
    }

    /** A call and its status. */
    private interface Call {
        int status() throws Throwable;
    }

    private void require(String function, Call call) throws NvmlException {
        int status = status(call);
        if (status != DONE) {
            throw new NvmlException(function + ": " + words(status) + " (" + status + ")");
        }
    }

    private static int status(Call call) {
        try {
            return call.status();
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException("a call of NVML failed", failed);
        }
    }

    private String words(int status) {
        try {
            MemorySegment text = (MemorySegment) words.invokeExact(status);
            return text.address() == 0 ? "no words" : text.getString(0);
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException("a call of NVML failed", failed);
        }
    }
}
