package dev.slipway.inference.card;

import dev.slipway.contract.version.Manifest;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineLoadException;
import dev.slipway.inference.engine.ExecutionProvider;
import dev.slipway.inference.engine.ExecutionProvider.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has TensorRT keep the engines that it builds, which takes minutes, and its timings of kernels.
 * Options that the replica sets itself hold. Where the card or its driver cannot be told nothing is
 * kept: an engine of one card must not come to another.
 */
public final class TensorRtEngines {
    private static final Logger LOG = LoggerFactory.getLogger(TensorRtEngines.class);
    private static final String ENGINES = "trt_engine_cache_enable";
    private static final String ENGINES_PATH = "trt_engine_cache_path";
    private static final String TIMINGS = "trt_timing_cache_enable";
    private static final String TIMINGS_PATH = "trt_timing_cache_path";
    private static final String ON = "1";
    private static final Set<String> OFF = Set.of("0", "false", "False");

    private final Cards cards;
    private final CardSoftware software;
    private final EngineCache cache;

    public TensorRtEngines(Cards cards, CardSoftware software, EngineCache cache) {
        this.cards = cards;
        this.software = software;
        this.cache = cache;
    }

    /** Makes an engine with options. */
    interface Loading {
        Engine with(List<ExecutionProvider> providers) throws EngineLoadException;
    }

    /**
     * Loads with what is kept for this version, and keeps what is built for it; without TensorRT
     * among the providers it just loads. What is kept and cannot be loaded is removed and built
     * anew, once.
     */
    Engine load(Manifest manifest, List<ExecutionProvider> providers, Loading loading)
            throws EngineLoadException {
        EngineCache.Entry entry = entry(manifest, providers);
        if (entry == null) {
            return loading.with(providers);
        }
        Engine engine = null;
        try {
            engine = load(kept(providers, entry.folder()), loading, entry);
            return new CardEngine(engine, entry::close);
        } finally {
            if (engine == null) {
                entry.close();
            }
        }
    }

    private static Engine load(
            List<ExecutionProvider> providers, Loading loading, EngineCache.Entry entry)
            throws EngineLoadException {
        try {
            return loading.with(providers);
        } catch (EngineLoadException bad) {
            if (!entry.isFromBefore()) {
                throw bad;
            }
            LOG.warn("a graph is not loaded with the engines kept for it; building them anew", bad);
            entry.forget();
            return loading.with(providers);
        }
    }

    private EngineCache.@Nullable Entry entry(
            Manifest manifest, List<ExecutionProvider> providers) {
        ExecutionProvider tensorRt =
                providers.stream()
                        .filter(provider -> provider.kind() == Kind.TENSORRT)
                        .findFirst()
                        .orElse(null);
        if (tensorRt == null || !keepsAnything(tensorRt)) {
            return null;
        }
        CardReading card = cards.numbered(CardPlace.device(tensorRt));
        String driver = cards.driver();
        if (card == null || driver.isEmpty()) {
            LOG.warn("the card or its driver cannot be told; TensorRT's engines are not kept");
            return null;
        }
        try {
            return cache.open(EngineKey.of(manifest, tensorRt, card, driver, software));
        } catch (IOException full) {
            LOG.warn("TensorRT's engines are not kept", full);
            return null;
        }
    }

    private static boolean keepsAnything(ExecutionProvider tensorRt) {
        return isOn(tensorRt, ENGINES) || isOn(tensorRt, TIMINGS);
    }

    private static boolean isOn(ExecutionProvider tensorRt, String option) {
        return !OFF.contains(tensorRt.options().getOrDefault(option, ON));
    }

    private static List<ExecutionProvider> kept(List<ExecutionProvider> providers, Path folder) {
        return providers.stream()
                .map(provider ->
                        provider.kind() == Kind.TENSORRT ? kept(provider, folder) : provider)
                .toList();
    }

    private static ExecutionProvider kept(ExecutionProvider tensorRt, Path folder) {
        Map<String, String> options = new TreeMap<>();
        options.put(ENGINES, ON);
        options.put(ENGINES_PATH, folder.toString());
        options.put(TIMINGS, ON);
        options.put(TIMINGS_PATH, folder.toString());
        options.putAll(tensorRt.options());
        return tensorRt.with(options);
    }
}
