package dev.slipway.e2e.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.graph.Models;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Command;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.Signal;
import dev.slipway.supervision.FreePort;
import dev.slipway.supervision.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class LifecycleTest {
    private static final String ONE = "{\"model\":\"minilm\",\"input\":\"one text\"}";
    private static final String X =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"INT64\",\"data\":[1,2,3]}]}";

    private Path data;
    private int port;
    private Platform platform;

    @BeforeAll
    void start() throws Exception {
        data = Platform.freshData("lifecycle");
        port = FreePort.propose();
        platform = Platform.up(data, port);
        deployLine();
    }

    @AfterAll
    void stop() throws Exception {
        platform.close();
    }

    @Test
    void whatWasDeployedIsServedAgainAfterDownAndUp() throws Exception {
        assertSettingsOfPostgres();
        String before = modelsAndVersions();
        Command.Result second =
                Command.slipway(
                        Duration.ofMinutes(2),
                        "up",
                        "--detach",
                        "--data",
                        data.toString(),
                        "--port",
                        Integer.toString(FreePort.propose()));
        assertThat(second.exit()).isNotZero();
        assertThat(second.output()).contains("already runs");
        assertServes(platform);

        Set<ProcessIdentity> family = platform.family();
        platform.down().orFail();
        assertThat(platform.processes()).as("processes after down").isEmpty();
        assertThat(family).hasSizeGreaterThan(8).noneMatch(ProcessIdentity::isAlive);

        platform = Platform.up(data, port);
        assertServes(platform);
        assertThat(modelsAndVersions()).isEqualTo(before);
    }

    @Test
    void whatWasDeployedIsServedAgainAfterTheLauncherWasKilled() throws Exception {
        String before = modelsAndVersions();
        Set<ProcessIdentity> family = platform.family();
        Signal.KILL.to(platform.launcher().pid());
        Awaitility.await("everything ends with the launcher")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    assertThat(platform.processes()).isEmpty();
                    assertThat(family).noneMatch(ProcessIdentity::isAlive);
                });

        platform = Platform.up(data, port);
        assertServes(platform);
        assertThat(modelsAndVersions()).isEqualTo(before);
    }

    @Test
    void upAfterAKilledLauncherCleansWhatIsStillThere() throws Exception {
        String before = modelsAndVersions();
        Signal.KILL.to(platform.launcher().pid());

        platform = Platform.up(data, port);
        assertServes(platform);
        assertThat(modelsAndVersions()).isEqualTo(before);
        assertThat(platform.processes().stream().filter(line -> line.contains("inference-service")))
                .as("replicas")
                .hasSize(1);
    }

    @Test
    void twoPlatformsRunSideBySide() throws Exception {
        try (Platform other = Platform.start("beside", 1)) {
            assertServes(platform);
            assertThat(other.client().post("/v1/embeddings", ONE).status()).isEqualTo(200);
            assertThat(other.client().post("/v2/models/line/infer", X).status()).isEqualTo(404);
            other.down().orFail();
            assertThat(other.processes()).isEmpty();
        }
        assertServes(platform);
    }

    private void deployLine() throws IOException, InterruptedException {
        AdminApi admin = platform.admin();
        admin.deploy("line", Models.line(3, 1), Duration.ofSeconds(60));
    }

    private static void assertServes(Platform platform) throws Exception {
        assertThat(platform.client().post("/v1/embeddings", ONE).status()).isEqualTo(200);
        JsonNode answer = platform.client().post("/v2/models/line/infer", X).expect(200);
        assertThat(answer.get("outputs").get(0).get("data").toString()).isEqualTo("[4,7,10]");
    }

    private String modelsAndVersions() throws IOException, InterruptedException {
        AdminApi admin = platform.admin();
        StringBuilder text = new StringBuilder();
        for (JsonNode model : admin.get("/admin/v1/models").expect(200).get("items")) {
            String name = model.get("name").asString();
            for (JsonNode version :
                    admin.get("/admin/v1/models/" + name + "/versions").expect(200).get("items")) {
                text.append(name)
                        .append('@')
                        .append(version.get("version").asInt())
                        .append(' ')
                        .append(version.get("manifest_sha256").asString())
                        .append('\n');
            }
        }
        assertThat(text).contains("minilm@1 ", "line@1 ");
        return text.toString();
    }

    private void assertSettingsOfPostgres() throws IOException, SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                platform.environmentOf("registry", "SLIPWAY_DB_URL"),
                                platform.environmentOf("registry", "SLIPWAY_DB_USER"),
                                platform.environmentOf("registry", "SLIPWAY_DB_PASSWORD"));
                Statement statement = connection.createStatement()) {
            assertThat(setting(statement, "fsync")).isEqualTo("on");
            assertThat(setting(statement, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(statement, "full_page_writes")).isEqualTo("on");
        }
    }

    private static String setting(Statement statement, String name) throws SQLException {
        try (ResultSet result = statement.executeQuery("SHOW " + name)) {
            result.next();
            return result.getString(1);
        }
    }
}
