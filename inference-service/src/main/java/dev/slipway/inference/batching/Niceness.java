package dev.slipway.inference.batching;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a thread yields to others that want a processor too. Java's own priorities do nothing on
 * Linux for who is not root; there a thread may always make itself nicer, and never take that back.
 * Elsewhere the call would mean the whole process, so it is not made.
 */
final class Niceness {
    /** By so much at most; such a thread runs only where hardly anybody else wants to. */
    static final int MOST = 19;

    private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);
    private static final int OF_A_THREAD = 0;
    private static final int THE_CALLER = 0;

    private Niceness() {}

    /**
     * The thread that calls yields from now on by so much more than the first thread of the
     * process, whoever started it: a thread begins as nice as the one that started it. Where that
     * cannot be had it goes on as it is.
     */
    static void yieldBy(int more) {
        if (more == 0 || !System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        try {
            int first = (int) ProcessHandle.current().pid();
            MethodHandle niceOf = call("getpriority", 2);
            int before = (int) niceOf.invokeExact(OF_A_THREAD, THE_CALLER);
            int nice = Math.min(MOST, (int) niceOf.invokeExact(OF_A_THREAD, first) + more);
            if (nice > before && setNice(nice) != 0) {
                LOG.warn("a thread cannot be made to yield by {}", more);
            }
        } catch (Throwable refused) {
            LOG.warn("a thread cannot be made to yield by {}", more, refused);
        }
    }

    private static int setNice(int nice) throws Throwable {
        return (int) call("setpriority", 3).invokeExact(OF_A_THREAD, THE_CALLER, nice);
    }

    /** A function of the system's library that takes so many whole numbers and gives one. */
    @SuppressWarnings("restricted")
    private static MethodHandle call(String function, int arguments) {
        Linker linker = Linker.nativeLinker();
        MemoryLayout[] all = new MemoryLayout[arguments];
        Arrays.fill(all, ValueLayout.JAVA_INT);
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, all));
    }
}
