package dev.slipway.registry;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.registry.document.DocumentShelf;
import dev.slipway.registry.failpoint.Failpoints;
import dev.slipway.registry.replica.Sweep;
import dev.slipway.supervision.RunFile;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** A registry as a process would be, on real ports; sweeps happen when a test says so. */
final class RunningRegistry implements AutoCloseable {
    static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(
                            tools.jackson.databind.DeserializationFeature
                                    .FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
    static final Caller ADMIN =
            new Caller(
                    "ada",
                    "default",
                    Arrays.stream(Action.values()).map(one -> new Grant("*", one)).toList());

    static final String KEY_HASH_SECRET = "cd".repeat(32);

    static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());

    private static final String MASTER = "ab".repeat(32);
    static final EnrolmentSecrets ENROLMENT = EnrolmentSecrets.ofMaster(MASTER);

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    private final ServiceTokens tokens =
            new ServiceTokens(
                    new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), InstantSource.system()),
                    new TokenVerifier(KEYS.publicKey(), InstantSource.system()));
    private final CallerSeal seal = new CallerSeal(tokens, InstantSource.system());
    private final ConfigurableApplicationContext context;
    private final Path data;
    private final int port;
    private final int internalPort;

    private RunningRegistry(ConfigurableApplicationContext context, Path data) throws IOException {
        this.context = context;
        this.data = data;
        RunFile runFile = RunFile.read(RunFile.path(data, "registry")).orElseThrow();
        this.port = runFile.port("port").orElseThrow();
        this.internalPort = runFile.port("internal_port").orElseThrow();
    }

    /** Starts on this database; further arguments override settings. */
    static RunningRegistry start(String databaseUrl, String... more) {
        return start(new SpringApplication(RegistryApplication.class), databaseUrl, more);
    }

    /** Starts with failpoints of the test's own. */
    static RunningRegistry startWith(String databaseUrl, Failpoints failpoints) {
        SpringApplication application = new SpringApplication(RegistryApplication.class);
        application.setAllowBeanDefinitionOverriding(true);
        application.addInitializers(context ->
                ((GenericApplicationContext) context)
                        .registerBean("failpoints", Failpoints.class, () -> failpoints));
        return start(application, databaseUrl);
    }

    private static RunningRegistry start(
            SpringApplication application, String databaseUrl, String... more) {
        try {
            Path data = Files.createTempDirectory("registry-test");
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "--server.port=0",
                                    "--management.server.port=0",
                                    "--slipway.process.internal-port=0",
                                    "--slipway.trust.signing-key=" + KEYS.privateKey(),
                                    "--slipway.trust.verify-key=" + KEYS.publicKey(),
                                    "--slipway.trust.enrolment-master=" + MASTER,
                                    "--slipway.process.data-directory=" + data,
                                    "--slipway.access.key-hash-secret=" + KEY_HASH_SECRET,
                                    "--slipway.replica.sweep-interval=1h",
                                    "--slipway.rollout.tick=50ms",
                                    "--spring.datasource.url=" + databaseUrl,
                                    "--spring.datasource.username=postgres",
                                    "--spring.datasource.password="));
            for (String argument : more) {
                String key = argument.substring(0, argument.indexOf('=') + 1);
                arguments.removeIf(known -> known.startsWith(key));
                arguments.add(argument);
            }
            return new RunningRegistry(application.run(arguments.toArray(String[]::new)), data);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    <B> B bean(Class<B> type) {
        return context.getBean(type);
    }

    <B> B bean(String name, Class<B> type) {
        return context.getBean(name, type);
    }

    DocumentShelf<?> shelf() {
        return bean("routingShelf", DocumentShelf.class);
    }

    int port(boolean internal) {
        return internal ? internalPort : port;
    }

    /** Header lines with which a service comes, a gateway also on behalf of the administrator. */
    String credentials(Role role) {
        return "%s: %s\r\n%s: %s\r\n"
                .formatted(
                        Headers.SERVICE_TOKEN,
                        tokens.mint(role, Role.REGISTRY),
                        Headers.CALLER,
                        seal.seal(ADMIN));
    }

    DocumentShelf<?> accessShelf() {
        return context.getBean("accessShelf", DocumentShelf.class);
    }

    int managementPort() throws IOException {
        return RunFile.read(RunFile.path(data, "registry"))
                .orElseThrow()
                .port("management_port")
                .orElseThrow();
    }

    void sweep(int times) {
        for (int sweep = 0; sweep < times; sweep++) {
            bean(Sweep.class).sweepNow();
        }
    }

    RegisteredVersion register(String model) {
        return register(model, UUID.randomUUID());
    }

    RegisteredVersion register(String model, UUID upload) {
        return new PlayedStore(this).register("", model, upload);
    }

    HttpResponse<String> internal(Role role, String method, String path, @Nullable Object body) {
        return send(internalRequest(role, method, path, body));
    }

    /** As a service sends it; it may have more headers. */
    HttpRequest.Builder internalRequest(
            Role role, String method, String path, @Nullable Object body) {
        return request(internalPort, method, path, body)
                .header(Headers.SERVICE_TOKEN, tokens.mint(role, Role.REGISTRY));
    }

    HttpResponse<String> admin(String method, String path, @Nullable Object body) {
        return adminAs(ADMIN, method, path, body);
    }

    /** As the administrator, with these headers besides. */
    HttpResponse<String> adminWith(
            Map<String, String> headers, String method, String path, @Nullable Object body) {
        HttpRequest.Builder request =
                request(port, method, "/admin/v1" + path, body)
                        .header(Headers.SERVICE_TOKEN, tokens.mint(Role.GATEWAY, Role.REGISTRY))
                        .header(Headers.CALLER, seal.seal(ADMIN));
        headers.forEach(request::header);
        return send(request);
    }

    HttpResponse<String> adminAs(Caller caller, String method, String path, @Nullable Object body) {
        return send(
                request(port, method, "/admin/v1" + path, body)
                        .header(Headers.SERVICE_TOKEN, tokens.mint(Role.GATEWAY, Role.REGISTRY))
                        .header(Headers.CALLER, seal.seal(caller)));
    }

    JsonNode get(String path) {
        HttpResponse<String> answer = admin("GET", path, null);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    HttpRequest.Builder anonymous(boolean internal, String method, String path) {
        return request(internal ? internalPort : port, method, path, null);
    }

    HttpResponse<String> sealed(HttpRequest.Builder request, Role role) {
        return send(
                request.header(Headers.SERVICE_TOKEN, tokens.mint(role, Role.REGISTRY))
                        .header(Headers.CALLER, seal.seal(ADMIN)));
    }

    static HttpRequest.Builder request(
            int port, String method, String path, @Nullable Object body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30));
        return body == null
                ? request.method(method, BodyPublishers.noBody())
                : request.header("Content-Type", "application/json")
                        .method(
                                method,
                                BodyPublishers.ofString(
                                        body instanceof String text
                                                ? text
                                                : JSON.writeValueAsString(body)));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    static <T> T read(HttpResponse<String> answer, Class<T> type) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return JSON.readValue(answer.body(), type);
    }

    @Override
    public void close() {
        context.close();
    }
}
