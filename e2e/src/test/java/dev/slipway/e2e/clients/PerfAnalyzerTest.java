package dev.slipway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Metrics;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Triton's {@code perf_analyzer} asks for metadata, configuration and statistics, sends its load,
 * and ends with an error as soon as one request fails.
 */
@Tag("slow")
@ExtendWith(SharedPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PerfAnalyzerTest {
    private static final String SCRIPT = "perf_analysis.py";
    private static final String MODEL = "measured";

    /** How the script ends where the program cannot run on this system. */
    private static final int LACKING = 77;

    private static final Pattern GLIBC = Pattern.compile("glibc 2\\.(\\d+)");
    private static final int NEWEST_NEEDS_MINOR = 38;

    private Platform platform;
    private PythonClients python;

    @BeforeAll
    void start(Platform shared) throws Exception {
        platform = shared;
        python = PythonClients.make(requirements());
        Command.Result version = python.attempt(SCRIPT, "--version");
        if (version.exit() == LACKING) {
            // A library of the system that no package of Python brings: no defect of ours.
            String why = "perf_analyzer cannot run here: " + version.output().strip();
            System.out.println("SKIPPED: " + why);
            Assumptions.abort(why);
        }
        System.out.println(version.orFail());
        platform.admin().deploy(MODEL, Models.twoByTwo(new Random(9)), Duration.ofSeconds(60));
    }

    private static String requirements() throws IOException, InterruptedException {
        Command.Result said =
                Command.run(
                        Duration.ofSeconds(10),
                        Map.of(),
                        List.of("sh", "-c", "getconf GNU_LIBC_VERSION || true"));
        Matcher glibc = GLIBC.matcher(said.output());
        return glibc.find() && Integer.parseInt(glibc.group(1)) < NEWEST_NEEDS_MINOR
                ? "perf_analyzer_older.txt"
                : "perf_analyzer.txt";
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "grpc", "stream"})
    void aModelIsMeasuredWithoutOneFailedRequestBy(String form) throws Exception {
        double succeeded = sum("nv_inference_request_success");
        double failed = sum("nv_inference_request_failure");
        int port = form.equals("http") ? platform.port() : platform.grpcPort();
        String said = python.run(SCRIPT, form, "127.0.0.1:" + port, platform.inferKey(), MODEL);
        System.out.println(said);
        int requests =
                new JsonMapper()
                        .readTree(said.strip().lines().toList().getLast())
                        .get("requests")
                        .asInt();
        assertThat(sum("nv_inference_request_success") - succeeded)
                .as("what it counted was served")
                .isGreaterThanOrEqualTo(requests);
        assertThat(sum("nv_inference_request_failure")).isEqualTo(failed);
    }

    private double sum(String counter) throws IOException, InterruptedException {
        double sum = 0;
        for (RunFile replica : platform.replicas()) {
            Metrics metrics = platform.metrics(replica);
            sum += metrics.sum(counter, "model=\"" + MODEL + "\"");
        }
        return sum;
    }
}
