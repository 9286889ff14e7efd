package dev.slipway.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceSecret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentSecretsTest {
    @TempDir Path folder = Path.of("unset");

    @Test
    void everyFileIsItsOwnersAloneButTheOneThatHoldsNoKey() throws IOException {
        DeploymentSecrets.create(folder, new SecureRandom());
        assertThat(mode(folder.resolve("secrets"))).isEqualTo("rwx------");
        for (Path file : files()) {
            assertThat(mode(file))
                    .as(file.toString())
                    .isEqualTo(file.endsWith("bootstrap-keys.json") ? "rw-r--r--" : "rw-------");
        }
        String bootstrap = Files.readString(folder.resolve("secrets/bootstrap-keys.json"));
        assertThat(bootstrap)
                .doesNotContain(text("secrets/admin.key"))
                .doesNotContain(text("secrets/infer.key"));
    }

    @Test
    void composeAndKubernetesAreToldTheSame() throws IOException {
        DeploymentSecrets.create(folder, new SecureRandom());
        String compose = text(".env");
        for (Role role : List.of(Role.STORE, Role.GATEWAY, Role.REPLICA, Role.AUTOSCALER)) {
            String file = "secrets/trust-" + role.wireName() + ".env";
            String secret = value(".env", "SLIPWAY_ENROLMENT_" + role.name());
            assertThat(value(file, "SLIPWAY_ENROLMENT_SECRET")).isEqualTo(secret);
            assertThat(
                            EnrolmentSecrets.ofMaster(value(".env", "SLIPWAY_ENROLMENT_MASTER"))
                                    .matches(role, secret))
                    .isTrue();
            assertThat(value(file, "SLIPWAY_VERIFY_KEY"))
                    .isEqualTo(value(".env", "SLIPWAY_VERIFY_KEY"));
            assertThat(text(file)).doesNotContain("SIGNING_KEY", "MASTER");
        }
        for (String name :
                List.of("trust-registry", "key-hash", "object-store", "database-roles")) {
            assertThat(compose.lines().toList())
                    .as(name)
                    .containsAll(text("secrets/" + name + ".env").lines().toList());
        }
        assertThat(value("secrets/registry-database.env", "SLIPWAY_DB_PASSWORD"))
                .isEqualTo(value(".env", "SLIPWAY_DB_REGISTRY_PASSWORD"));
        assertThat(value("secrets/store-database.env", "SLIPWAY_DB_PASSWORD"))
                .isEqualTo(value(".env", "SLIPWAY_DB_STORE_PASSWORD"));
        assertThat(value(".env", "SLIPWAY_ADMIN_KEY")).isEqualTo(text("secrets/admin.key"));
        assertThat(text("secrets/bootstrap-keys.json"))
                .contains(
                        ServiceSecret.ofHex(value(".env", "SLIPWAY_KEY_HASH_SECRET"))
                                .hmacHex(text("secrets/admin.key")));
    }

    @Test
    void whatIsThereIsNeverOverwritten() throws IOException {
        DeploymentSecrets.create(folder, new SecureRandom());
        String before = text(".env");
        assertThatThrownBy(() -> DeploymentSecrets.create(folder, new SecureRandom()))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("nothing was changed");
        assertThat(text(".env")).isEqualTo(before);
        Files.delete(folder.resolve(".env"));
        assertThatThrownBy(() -> DeploymentSecrets.create(folder, new SecureRandom()))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file)).strip();
    }

    private String value(String file, String name) throws IOException {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
