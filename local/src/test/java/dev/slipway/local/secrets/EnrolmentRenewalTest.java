package dev.slipway.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentRenewalTest {
    private static final List<Role> ENROLLED =
            List.of(Role.STORE, Role.GATEWAY, Role.REPLICA, Role.AUTOSCALER);

    @TempDir Path folder = Path.of("unset");

    @BeforeEach
    void create() throws IOException {
        DeploymentSecrets.create(folder, new SecureRandom());
    }

    @Test
    void everyFileGetsWhatFollowsFromTheNewMaster() throws IOException {
        String before = value(".env", "SLIPWAY_ENROLMENT_MASTER");

        renew();

        String master = value(".env", "SLIPWAY_ENROLMENT_MASTER");
        assertThat(master).hasSize(64).isNotEqualTo(before);
        assertThat(value("secrets/trust-registry.env", "SLIPWAY_ENROLMENT_MASTER"))
                .isEqualTo(master);
        for (Role role : ENROLLED) {
            String secret = EnrolmentSecrets.ofMaster(master).of(role);
            assertThat(value(".env", "SLIPWAY_ENROLMENT_" + role.name())).isEqualTo(secret);
            String file = "secrets/trust-" + role.wireName() + ".env";
            assertThat(value(file, "SLIPWAY_ENROLMENT_SECRET")).isEqualTo(secret);
        }
    }

    @Test
    void allElseStaysAsItWas() throws IOException {
        Files.writeString(
                folder.resolve(".env"), "SLIPWAY_PUBLISH=80\n", StandardOpenOption.APPEND);
        Map<String, Set<String>> before = lines();
        Set<PosixFile> modes = modes();

        renew();

        Map<String, Set<String>> after = lines();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((file, lines) -> {
            Set<String> gone = new TreeSet<>(lines);
            gone.removeAll(after.getOrDefault(file, Set.of()));
            assertThat(gone).as(file).allMatch(line -> line.startsWith("SLIPWAY_ENROLMENT_"));
            assertThat(after.getOrDefault(file, Set.of())).as(file).hasSameSizeAs(lines);
        });
        assertThat(modes()).isEqualTo(modes);
        assertThat(modes).contains(new PosixFile(".env", "rw-------"));
    }

    @Test
    void whereAFileOrALineIsMissingNothingIsChanged() throws IOException {
        Path store = folder.resolve("secrets/trust-store.env");
        String whole = Files.readString(store);
        Files.writeString(store, whole.replace("SLIPWAY_ENROLMENT_SECRET", "SLIPWAY_OTHER"));
        Map<String, Set<String>> before = lines();
        assertThatThrownBy(this::renew)
                .hasMessageContaining("has no line SLIPWAY_ENROLMENT_SECRET=")
                .hasMessageContaining("nothing was changed");
        assertThat(lines()).isEqualTo(before);

        Files.delete(store);
        before = lines();
        assertThatThrownBy(this::renew).hasMessageContaining("is missing; nothing was changed");
        assertThat(lines()).isEqualTo(before);
    }

    private void renew() throws IOException {
        EnrolmentRenewal.renew(folder, new SecureRandom());
    }

    private record PosixFile(String name, String mode) {}

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private Map<String, Set<String>> lines() throws IOException {
        Map<String, Set<String>> lines = new TreeMap<>();
        for (Path file : files()) {
            lines.put(folder.relativize(file).toString(), new TreeSet<>(Files.readAllLines(file)));
        }
        return lines;
    }

    private Set<PosixFile> modes() throws IOException {
        Set<PosixFile> modes = new HashSet<>();
        for (Path file : files()) {
            modes.add(
                    new PosixFile(
                            folder.relativize(file).toString(),
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file))));
        }
        return modes;
    }

    private String value(String file, String name) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
