package dev.slipway.e2e.platform;

import dev.slipway.supervision.FreePort;
import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A platform of its own, started as a user starts it: by the script, with real processes. */
public final class Platform implements AutoCloseable {
    private static final Duration UP_LIMIT = Duration.ofMinutes(5);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

    private final HttpClient scraper =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();
    private final Path data;
    private final int port;
    private final String upOutput;

    private Platform(Path data, int port, String upOutput) {
        this.data = data;
        this.port = port;
        this.upOutput = upOutput;
    }

    /** A data directory that no test used before. */
    public static Path freshData(String name) throws IOException {
        Files.createDirectories(Repository.scratch());
        return Files.createTempDirectory(Repository.scratch(), name + "-");
    }

    /** Starts one on a fresh directory and a free port, where failpoints work. */
    public static Platform start(String name, int poolMin)
            throws IOException, InterruptedException {
        return up(
                freshData(name),
                FreePort.propose(),
                "--failpoints",
                "--pool-min",
                Integer.toString(poolMin));
    }

    /** Starts one of one replica on a fresh directory, with variables for the launcher. */
    public static Platform startWith(String name, Map<String, String> environment)
            throws IOException, InterruptedException {
        return up(freshData(name), FreePort.propose(), environment, "--pool-min", "1");
    }

    /** {@code slipway up --detach} on this directory; fails the test when it fails. */
    public static Platform up(Path data, int port, String... more)
            throws IOException, InterruptedException {
        return up(data, port, Map.of(), more);
    }

    private static Platform up(Path data, int port, Map<String, String> environment, String... more)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "up",
                                "--detach",
                                "--data",
                                data.toString(),
                                "--port",
                                Integer.toString(port),
                                "--grpc-port",
                                Integer.toString(FreePort.propose())));
        arguments.addAll(List.of(more));
        Command.Result result =
                Command.slipway(UP_LIMIT, environment, arguments.toArray(String[]::new));
        return new Platform(data, port, result.orFail());
    }

    public Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    /** Where the gateway listens for gRPC. */
    public int grpcPort() throws IOException {
        return service("gateway").port(RunFile.GRPC_PORT).orElseThrow();
    }

    /** What {@code up} told its user. */
    public String upOutput() {
        return upOutput;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String adminKey() throws IOException {
        return Files.readString(data.resolve("admin.key")).strip();
    }

    public String inferKey() throws IOException {
        return Files.readString(data.resolve("infer.key")).strip();
    }

    /** What a client with the infer key may ask. */
    public AdminApi client() throws IOException {
        return new AdminApi(url(), Map.of("Authorization", "Bearer " + inferKey()));
    }

    /** The admin API through the gateway, with the admin key. */
    public AdminApi admin() throws IOException {
        return new AdminApi(url(), Map.of("Authorization", "Bearer " + adminKey()));
    }

    /** The registry's own port, spoken to as the gateway does: it answers while that is cut off. */
    public AdminApi registry() throws IOException {
        return RegistryPort.asGateway(
                service("registry").port(RunFile.PORT).orElseThrow(),
                environmentOf("registry", "SLIPWAY_SIGNING_KEY"),
                environmentOf("registry", "SLIPWAY_VERIFY_KEY"));
    }

    public RunFile service(String name) throws IOException {
        return RunFile.read(RunFile.path(data, name))
                .orElseThrow(() -> new IOException("no run file of " + name));
    }

    /** Whether the service's process runs and has told its ports. */
    public boolean isUp(String name) {
        try {
            RunFile file = service(name);
            return file.process().isAlive() && file.port(RunFile.MANAGEMENT_PORT).isPresent();
        } catch (IOException absent) {
            return false;
        }
    }

    /** Run files of the replicas whose processes live. */
    public List<RunFile> replicas() throws IOException {
        List<RunFile> replicas = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve("run"))) {
            for (Path file :
                    files.filter(path -> path.getFileName().toString().startsWith("replica-"))
                            .filter(path -> path.toString().endsWith(".properties"))
                            .toList()) {
                RunFile.read(file).filter(one -> one.process().isAlive()).ifPresent(replicas::add);
            }
        }
        return replicas;
    }

    /** One variable of a running process, as the system shows it. */
    public String environmentOf(String service, String variable) throws IOException {
        Path environ = Path.of("/proc", Long.toString(service(service).process().pid()), "environ");
        for (String entry : Files.readString(environ).split("\0", -1)) {
            if (entry.startsWith(variable + "=")) {
                return entry.substring(variable.length() + 1);
            }
        }
        throw new IOException(service + " has no " + variable);
    }

    public Metrics gatewayMetrics() throws IOException, InterruptedException {
        return metrics(service("gateway"));
    }

    public Metrics metrics(RunFile process) throws IOException, InterruptedException {
        int management = process.port(RunFile.MANAGEMENT_PORT).orElseThrow();
        HttpResponse<String> response =
                scraper.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + management
                                                        + "/actuator/prometheus"))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("a scrape was answered " + response.body());
        }
        return Metrics.parse(response.body());
    }

    /** {@code slipway stop NAME}: it stays stopped until {@link #startService}. */
    public void stopService(String name) throws IOException, InterruptedException {
        Command.slipway(COMMAND_LIMIT, "stop", name, "--data", data.toString()).orFail();
    }

    public void startService(String name) throws IOException, InterruptedException {
        Command.slipway(COMMAND_LIMIT, "start", name, "--data", data.toString()).orFail();
    }

    public String status() throws IOException, InterruptedException {
        return Command.slipway(COMMAND_LIMIT, "status", "--data", data.toString()).orFail();
    }

    /** Lets the next process that passes this point halt there. */
    public void failpoint(String name) throws IOException {
        Path folder = data.resolve("failpoints");
        Files.createDirectories(folder);
        Files.createFile(folder.resolve(name));
    }

    /** Whether a process halted at the failpoint, which removes its file. */
    public boolean failpointHit(String name) {
        return !Files.exists(data.resolve("failpoints").resolve(name));
    }

    /** Ready replicas of the default pool as the registry knows them, by instance. */
    public List<JsonNode> readyReplicas(AdminApi api) throws IOException, InterruptedException {
        List<JsonNode> ready = new ArrayList<>();
        for (JsonNode replica : api.get("/admin/v1/replicas").expect(200).get("items")) {
            if (replica.get("state").asString().equals("ready")) {
                ready.add(replica);
            }
        }
        return ready;
    }

    /** The process that {@code up} left behind and that all others live under. */
    public ProcessIdentity launcher() throws IOException {
        return ProcessIdentity.parse(environmentOf("gateway", LauncherWatch.LAUNCHER));
    }

    /** The launcher, everything that lives under it, and the replicas, which are detached. */
    public Set<ProcessIdentity> family() throws IOException {
        Set<ProcessIdentity> family = new HashSet<>();
        ProcessHandle launcher = launcher().find().orElseThrow();
        family.add(ProcessIdentity.of(launcher));
        launcher.descendants().map(ProcessIdentity::of).forEach(family::add);
        replicas().forEach(replica -> family.add(replica.process()));
        return family;
    }

    /** Command lines of all processes that name the data directory. */
    public List<String> processes() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process :
                    all.filter(path -> path.toString().matches("/proc/\\d+")).toList()) {
                String line = commandLine(process);
                if (line.contains(data.toString())) {
                    found.add(process.getFileName() + " " + line);
                }
            }
        }
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
        } catch (IOException ended) {
            return "";
        }
    }

    public Command.Result down() throws IOException, InterruptedException {
        return Command.slipway(Duration.ofMinutes(2), "down", "--data", data.toString());
    }

    @Override
    public void close() throws IOException {
        try {
            down();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
