package dev.slipway.store.layout.yaml;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.CardUse;
import dev.slipway.contract.version.ProcessorUse;
import dev.slipway.store.layout.DeclarationReader;
import dev.slipway.store.layout.DeclaredBatching;
import dev.slipway.store.layout.DeclaredCard;
import dev.slipway.store.layout.PackageDeclaration;
import dev.slipway.store.refusal.Refusal;
import dev.slipway.store.refusal.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Plain values only: no types of Java, few aliases, no key twice. {@code docs/slipway.schema.json}
 * describes the same keys for editors.
 */
final class YamlDeclarationReader implements DeclarationReader {
    private static final String TASK = "task";
    private static final String MAX_BATCH_SIZE = "max_batch_size";
    private static final String MODEL_FILE = "model_file";
    static final Set<String> KEYS =
            Set.of(
                    TASK,
                    MAX_BATCH_SIZE,
                    DeclaredBatching.DELAY,
                    DeclaredBatching.PREFERRED,
                    PackageDeclaration.INTRA_OP_THREADS,
                    PackageDeclaration.PARALLEL_RUNS,
                    DeclaredCard.DEVICE_ID,
                    DeclaredCard.GPU_MEM_LIMIT,
                    DeclaredCard.ARENA_EXTEND_STRATEGY,
                    MODEL_FILE);

    private static final String KNOWN =
            "known are task, model_file, max_batch_size, max_queue_delay_microseconds,"
                    + " preferred_batch_sizes, intra_op_threads, parallel_runs, device_id,"
                    + " gpu_mem_limit and arena_extend_strategy";

    @Override
    public PackageDeclaration read(byte[] yaml) throws RefusedException {
        Object document = parse(yaml);
        if (document == null) {
            return PackageDeclaration.NONE;
        }
        if (!(document instanceof Map<?, ?> keys)) {
            throw refused(
                    "must be a mapping of keys to values, for example task: feature-extraction");
        }
        for (Object key : keys.keySet()) {
            // What is no word may hold itself, and is not to be written.
            if (!(key instanceof String name)) {
                throw refused("a key is no word; " + KNOWN);
            }
            if (!KEYS.contains(name)) {
                throw refused("unknown key '" + Refusal.shown(name) + "'; " + KNOWN);
            }
        }
        return PackageDeclaration.of(
                text(TASK, keys.get(TASK)),
                number(keys, MAX_BATCH_SIZE),
                text(MODEL_FILE, keys.get(MODEL_FILE)),
                new DeclaredBatching(
                        number(keys, DeclaredBatching.DELAY),
                        numbers(DeclaredBatching.PREFERRED, keys.get(DeclaredBatching.PREFERRED))),
                new ProcessorUse(
                        number(keys, PackageDeclaration.INTRA_OP_THREADS),
                        number(keys, PackageDeclaration.PARALLEL_RUNS)),
                new CardUse(
                        number(keys, DeclaredCard.DEVICE_ID),
                        bytes(keys, DeclaredCard.GPU_MEM_LIMIT),
                        text(
                                DeclaredCard.ARENA_EXTEND_STRATEGY,
                                keys.get(DeclaredCard.ARENA_EXTEND_STRATEGY))));
    }

    private static @Nullable Object parse(byte[] yaml) throws RefusedException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(10);
        options.setNestingDepthLimit(20);
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(yaml)).toString();
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (CharacterCodingException notText) {
            throw refused("is not UTF-8 text");
        } catch (MarkedYAMLException broken) {
            String line =
                    broken.getProblemMark() == null
                            ? ""
                            : " in line " + (broken.getProblemMark().getLine() + 1);
            String problem = String.valueOf(broken.getProblem());
            throw refused(
                    "cannot be read"
                            + line
                            + ": "
                            + (problem.contains("tag:")
                                    ? "a value has a type of its own; use plain words and numbers"
                                    : Refusal.shown(problem)));
        } catch (RuntimeException | StackOverflowError broken) {
            // The parser lets through what its own constructors throw, a NumberFormatException for
            // one, and hashes a key that holds itself until the stack is full.
            throw refused("cannot be read as YAML");
        }
    }

    private static @Nullable String text(String key, @Nullable Object value)
            throws RefusedException {
        return switch (value) {
            case null -> null;
            case String text -> text;
            default -> throw refused(key + " must be a word");
        };
    }

    private static @Nullable Integer number(Map<?, ?> keys, String key) throws RefusedException {
        Object value = keys.get(key);
        return switch (value) {
            case null -> null;
            case Integer number -> number;
            default -> throw refused(key + " must be a whole number");
        };
    }

    private static @Nullable Long bytes(Map<?, ?> keys, String key) throws RefusedException {
        Object value = keys.get(key);
        return switch (value) {
            case null -> null;
            case Integer number -> number.longValue();
            case Long number -> number;
            default -> throw refused(key + " must be a whole number of bytes");
        };
    }

    private static @Nullable List<Integer> numbers(String key, @Nullable Object value)
            throws RefusedException {
        if (value == null) {
            return null;
        }
        List<Integer> numbers = new ArrayList<>();
        if (value instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Integer number) {
                    numbers.add(number);
                } else {
                    throw refused(key + " must hold whole numbers only, for example [4, 8]");
                }
            }
            return numbers;
        }
        throw refused(key + " must be a list of whole numbers, for example [4, 8]");
    }

    private static RefusedException refused(String fault) {
        return new RefusedException(ErrorCode.INVALID_PACKAGE, "slipway.yaml: " + fault);
    }
}
