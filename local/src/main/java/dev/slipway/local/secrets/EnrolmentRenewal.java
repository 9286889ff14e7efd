package dev.slipway.local.secrets;

import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts another enrolment master, and the secrets that follow from it, into the files that {@link
 * DeploymentSecrets} made. Every other line stays as it is.
 */
public final class EnrolmentRenewal {
    private static final String MASTER = "SLIPWAY_ENROLMENT_MASTER";

    private final Path directory;

    /** What is written once every file was read, by file. */
    private final Map<Path, String> texts = new LinkedHashMap<>();

    private EnrolmentRenewal(Path directory) {
        this.directory = directory;
    }

    /**
     * Each file is replaced as a whole. Where it ends in between, some files hold the old secrets
     * and some the new ones, and another renewal makes them fit again.
     *
     * @throws IOException when a file or a line of them is missing; then nothing was changed
     */
    public static void renew(Path directory, SecureRandom random) throws IOException {
        EnrolmentRenewal renewal = new EnrolmentRenewal(directory);
        renewal.plan(PlatformSecrets.hex(32, random));
        for (Map.Entry<Path, String> file : renewal.texts.entrySet()) {
            SecretFile.write(file.getKey(), file.getValue());
        }
    }

    private void plan(String master) throws IOException {
        EnrolmentSecrets secrets = EnrolmentSecrets.ofMaster(master);
        Map<String, String> compose = new LinkedHashMap<>();
        compose.put(MASTER, master);
        Path folder = directory.resolve(DeploymentSecrets.FOLDER);
        plan(folder.resolve("trust-registry.env"), Map.of(MASTER, master));
        for (Role role : DeploymentSecrets.ENROLLED) {
            compose.put("SLIPWAY_ENROLMENT_" + role.name(), secrets.of(role));
            plan(
                    folder.resolve("trust-" + role.wireName() + ".env"),
                    Map.of("SLIPWAY_ENROLMENT_SECRET", secrets.of(role)));
        }
        plan(directory.resolve(DeploymentSecrets.ENVIRONMENT), compose);
    }

    private void plan(Path file, Map<String, String> values) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    "is missing; nothing was changed. Without --enrolment-only all secrets are"
                            + " made");
        }
        String text = Files.readString(file).stripTrailing();
        for (String name : values.keySet()) {
            if (text.lines().noneMatch(line -> line.startsWith(name + "="))) {
                throw new IOException(
                        "%s has no line %s=; nothing was changed".formatted(file, name));
            }
        }
        texts.put(
                file,
                text.lines().map(line -> replaced(line, values)).collect(Collectors.joining("\n")));
    }

    private static String replaced(String line, Map<String, String> values) {
        String name = line.split("=", 2)[0];
        String value = values.get(name);
        return value == null ? line : name + "=" + value;
    }
}
