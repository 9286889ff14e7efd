package dev.slipway.inference.engine;

import dev.slipway.contract.version.CardUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One of the runtime's ways to execute a graph, with its own options.
 *
 * @param kind which one
 * @param options names and values as the runtime knows them, such as {@code device_id=1}
 */
public record ExecutionProvider(Kind kind, Map<String, String> options) {
    /** The card's number, an option of every provider for cards. */
    public static final String DEVICE_ID = "device_id";

    /** Bytes that CUDA's provider may take of a card for one version. */
    public static final String GPU_MEM_LIMIT = "gpu_mem_limit";

    private static final String ARENA_EXTEND_STRATEGY = "arena_extend_strategy";

    /** Those that this service knows how to ask for. */
    public enum Kind {
        CPU,
        CUDA,
        TENSORRT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ExecutionProvider {
        options = Map.copyOf(options);
        if (kind == Kind.CPU && !options.isEmpty()) {
            throw new IllegalArgumentException("the execution provider cpu takes no options");
        }
    }

    /**
     * Reads an ordered list: {@code cuda:device_id=0;gpu_mem_limit=8589934592,cpu}.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static List<ExecutionProvider> listOf(String text) {
        List<ExecutionProvider> providers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            ExecutionProvider provider = of(part.strip());
            if (providers.stream().anyMatch(other -> other.kind() == provider.kind())) {
                throw new IllegalArgumentException(
                        "the execution provider " + provider.kind().word() + " is named twice");
            }
            providers.add(provider);
        }
        int cpu = providers.stream().map(ExecutionProvider::kind).toList().indexOf(Kind.CPU);
        if (cpu >= 0 && cpu < providers.size() - 1) {
            throw new IllegalArgumentException(
                    "the execution provider cpu takes every node, so nothing can come after it");
        }
        return List.copyOf(providers);
    }

    private static ExecutionProvider of(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon).strip();
        Map<String, String> options = new TreeMap<>();
        if (colon >= 0) {
            for (String option : text.substring(colon + 1).split(";", -1)) {
                int equals = option.indexOf('=');
                if (equals < 1
                        || options.put(
                                        option.substring(0, equals).strip(),
                                        option.substring(equals + 1).strip())
                                != null) {
                    throw new IllegalArgumentException(
                            "the option '"
                                    + option
                                    + "' of the execution provider "
                                    + word
                                    + " must be name=value, each name once, with ';' in between");
                }
            }
        }
        return new ExecutionProvider(kind(word), options);
    }

    /** The same with other values for some of its options, or with more of them. */
    public ExecutionProvider with(Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(options);
        all.putAll(others);
        return new ExecutionProvider(kind, all);
    }

    /**
     * The same for one version. What TensorRT has no option for, the limit and how memory grows
     * towards it, is CUDA's provider's alone.
     *
     * @param wanted by its package, in place of these options; null where it wants nothing
     */
    public ExecutionProvider forVersion(@Nullable CardUse wanted) {
        if (wanted == null || kind == Kind.CPU) {
            return this;
        }
        Map<String, String> others = new TreeMap<>();
        put(others, DEVICE_ID, wanted.deviceId());
        if (kind == Kind.CUDA) {
            put(others, GPU_MEM_LIMIT, wanted.gpuMemLimit());
            put(others, ARENA_EXTEND_STRATEGY, wanted.arenaExtendStrategy());
        }
        return with(others);
    }

    private static void put(Map<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "there is no execution provider '" + word + "'; known are cpu, cuda and tensorrt");
    }
}
