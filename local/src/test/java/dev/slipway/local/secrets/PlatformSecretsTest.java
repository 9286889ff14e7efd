package dev.slipway.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlatformSecretsTest {
    @TempDir Path folder = Path.of("unset");

    @Test
    void everySecretIsAFileThatOnlyItsOwnerMayRead() throws IOException {
        load();
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).hasSize(11);
        for (Path file : files) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void secretsAreMadeOnceAndAllDiffer() throws IOException {
        PlatformSecrets first = load();
        assertThat(load()).isEqualTo(first);
        assertThat(
                        Stream.of(
                                        first.tokenKeys().privateKey(),
                                        first.enrolmentMaster(),
                                        first.keyHash(),
                                        first.databaseOwner(),
                                        first.databaseRegistry(),
                                        first.databaseStore(),
                                        first.s3AccessKey(),
                                        first.s3SecretKey(),
                                        first.adminKey(),
                                        first.inferKey())
                                .distinct())
                .hasSize(10);
        TokenVerifier verifier =
                new TokenVerifier(first.tokenKeys().publicKey(), InstantSource.system());
        assertThat(verifier.trusts(TokenSigner.of(first.tokenKeys().privateKey()))).isTrue();
        assertThat(first.adminKey()).matches("slw_[0-9a-f]{8}_[0-9a-f]{48}");
    }

    @Test
    void aFileThatOthersCouldReadIsClosedAgain() throws IOException {
        load();
        Path key = new DataDirectory(folder).adminKey();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        load();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void theRegistryGetsHashesAndGrantsButNoKey() throws IOException {
        PlatformSecrets secrets = load();
        String text = Files.readString(secrets.bootstrapKeys());
        assertThat(text).doesNotContain(secrets.adminKey()).doesNotContain(secrets.inferKey());
        JsonNode keys = JsonMapper.builder().build().readTree(text);
        assertThat(keys.size()).isEqualTo(2);
        JsonNode admin = keys.path(0);
        assertThat(admin.path("hash").asString())
                .isEqualTo(ServiceSecret.ofHex(secrets.keyHash()).hmacHex(secrets.adminKey()));
        assertThat(admin.path("prefix").asString()).isEqualTo(secrets.adminKey().substring(4, 12));
        assertThat(actions(admin)).containsExactly("infer", "read", "deploy", "admin");
        assertThat(actions(keys.path(1))).containsExactly("infer", "read");
    }

    @Test
    void printingThemShowsNothing() throws IOException {
        assertThat(load()).hasToString("PlatformSecrets[hidden]");
    }

    private static List<String> actions(JsonNode key) {
        return key.path("grants")
                .valueStream()
                .map(grant -> grant.path("action").asString())
                .toList();
    }

    private PlatformSecrets load() throws IOException {
        DataDirectory directory = new DataDirectory(folder);
        directory.create();
        return PlatformSecrets.loadOrCreate(directory, new SecureRandom());
    }
}
