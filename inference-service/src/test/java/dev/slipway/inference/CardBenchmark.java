package dev.slipway.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.contract.version.TensorSpec;
import dev.slipway.inference.engine.AnswerSink;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.engine.EngineSettings;
import dev.slipway.inference.engine.ProviderPolicy;
import dev.slipway.inference.engine.onnx.OnnxConfiguration;
import dev.slipway.inference.refusal.Refusal;
import dev.slipway.inference.tensor.Tensor;
import dev.slipway.inference.testing.MiniLm;
import dev.slipway.inference.testing.TestPackage;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * The engine on a card beside ONNX Runtime called directly on it, in turns, over sizes of batches;
 * and how far its answers are from those of the processor. Arguments: {@code cuda} or {@code cpu},
 * then graphs of text encoders; without one, MiniLM.
 */
final class CardBenchmark {
    private static final int[] ROWS = {1, 8, 32, 128};
    private static final int[] TOKENS = {32, 128};
    private static final int ROUNDS = 3;
    private static final long ROUND_NANOS = 400_000_000L;
    private static final List<String> INPUTS =
            List.of("input_ids", "attention_mask", "token_type_ids");

    private final String providers;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    private CardBenchmark(String providers) {
        this.providers = providers;
    }

    public static void main(String[] args) throws Exception {
        Path natives = Files.createTempDirectory("card-benchmark");
        String providers = args[0].equals("cuda") ? "cuda:use_tf32=0,cpu" : "cpu";
        // The first of the process: it decides where the library is.
        OnnxConfiguration.engineFactory(natives, settings("cpu"));
        CardBenchmark benchmark = new CardBenchmark(providers);
        if (args.length == 1) {
            Path model = natives.resolve("minilm.onnx");
            Files.write(model, MiniLm.model());
            benchmark.measure(natives, "MiniLM-L6", model);
        }
        for (String model : Arrays.asList(args).subList(1, args.length)) {
            Path file = Path.of(model);
            benchmark.measure(natives, file.getFileName().toString(), file);
        }
    }

    private static EngineSettings settings(String providers) {
        return new EngineSettings(0, 1, false, false, providers, ProviderPolicy.STRICT, "");
    }

    private void measure(Path natives, String title, Path model) throws Exception {
        try (OrtSession processor = session(model, "cpu");
                OrtSession direct = session(model, providers)) {
            String output = processor.getOutputNames().iterator().next();
            ModelSignature signature =
                    TestPackage.signature(
                            INPUTS.stream()
                                    .map(name -> TestPackage.spec(name, "INT64", "n", "t"))
                                    .toArray(TensorSpec[]::new),
                            TestPackage.spec(output, "FP32", "n", "t", -1));
            try (Engine engine =
                    OnnxConfiguration.engineFactory(natives, settings(providers))
                            .load(model, signature, settings(providers).wide())) {
                ReplicaBenchmark.print("%s on %s%n", title, providers);
                ReplicaBenchmark.print(
                        "rows tokens   ours/s direct/s  ratio  cpu/s  max difference%n");
                for (int tokens : TOKENS) {
                    for (int rows : ROWS) {
                        line(engine, direct, processor, output, rows, tokens);
                    }
                }
            }
        }
    }

    private void line(
            Engine engine,
            OrtSession direct,
            OrtSession processor,
            String output,
            int rows,
            int tokens)
            throws Exception {
        Map<String, Tensor> inputs = inputs(rows, tokens);
        float[] ours = ours(engine, inputs, output);
        float[] expected = direct(processor, inputs);
        float difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(expected[i] - ours[i]));
        }
        List<Double> oursRates = new ArrayList<>();
        List<Double> directRates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            oursRates.add(rate(rows, () -> ours(engine, inputs, output)));
            directRates.add(rate(rows, () -> direct(direct, inputs)));
        }
        double cpu = rows * tokens > 1100 ? 0 : rate(rows, () -> direct(processor, inputs));
        double mine = ReplicaBenchmark.median(oursRates);
        double peer = ReplicaBenchmark.median(directRates);
        ReplicaBenchmark.print(
                "%4d %6d %8.0f %8.0f %6.2f %6.0f  %.2e%n",
                rows, tokens, mine, peer, mine / peer, cpu, difference);
    }

    private OrtSession session(Path model, String wanted) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        if (wanted.startsWith("cuda")) {
            OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0);
            cuda.add("use_tf32", "0");
            options.addCUDA(cuda);
        }
        return environment.createSession(model.toString(), options);
    }

    private static Map<String, Tensor> inputs(int rows, int tokens) {
        Random random = new Random(rows * 1000L + tokens);
        long[] ids = random.longs((long) rows * tokens, 1000, 30_000).toArray();
        long[] mask = new long[rows * tokens];
        Arrays.fill(mask, 1);
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("input_ids", Tensor.longs(ids, rows, tokens));
        inputs.put("attention_mask", Tensor.longs(mask, rows, tokens));
        inputs.put("token_type_ids", Tensor.longs(new long[rows * tokens], rows, tokens));
        return inputs;
    }

    private static float[] ours(Engine engine, Map<String, Tensor> inputs, String output) {
        Answer answer = new Answer();
        engine.run(
                new EngineRequest(
                        inputs,
                        List.of(output),
                        Deadline.in(Duration.ofMinutes(1), System::nanoTime),
                        new CancelToken()),
                answer);
        return (float[]) Objects.requireNonNull(answer.outputs.get(output)).data();
    }

    private float[] direct(OrtSession session, Map<String, Tensor> inputs) throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (String name : session.getInputNames()) {
            Tensor tensor = inputs.get(name);
            if (tensor == null) {
                throw new IllegalStateException("no such input: " + name);
            }
            LongBuffer data = LongBuffer.wrap((long[]) tensor.data());
            tensors.put(name, OnnxTensor.createTensor(environment, data, tensor.shape()));
        }
        try (OrtSession.Result result = session.run(tensors)) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private interface Run {
        float[] once() throws Exception;
    }

    /** Rows a second. */
    private static double rate(int rows, Run run) throws Exception {
        for (int i = 0; i < 3; i++) {
            run.once();
        }
        long begin = System.nanoTime();
        long runs = 0;
        while (System.nanoTime() - begin < ROUND_NANOS) {
            run.once();
            runs++;
        }
        return runs * rows / ((System.nanoTime() - begin) / 1e9);
    }

    private static final class Answer implements AnswerSink {
        private Map<String, Tensor> outputs = Map.of();

        @Override
        public void answer(Map<String, Tensor> some) {
            outputs = some;
        }

        @Override
        public void complete() {}

        @Override
        public void refuse(Refusal refusal) {
            throw new IllegalStateException(refusal.message());
        }
    }
}
