package dev.slipway.local.secrets;

import dev.slipway.trust.Role;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The secrets of a platform that runs in containers, made once: {@code .env} for Docker Compose,
 * and {@code secrets/} with one file for each Secret of Kubernetes and the first keys.
 */
public final class DeploymentSecrets {
    /** Docker Compose reads it by this name from the folder of its own file. */
    public static final String ENVIRONMENT = ".env";

    public static final String FOLDER = "secrets";
    public static final String BOOTSTRAP_KEYS = "bootstrap-keys.json";

    /** Those that are told an enrolment secret. */
    static final List<Role> ENROLLED =
            List.of(Role.STORE, Role.GATEWAY, Role.REPLICA, Role.AUTOSCALER);

    private final Path directory;
    private final PlatformSecrets secrets;
    private final String grafana;

    private DeploymentSecrets(Path directory, PlatformSecrets secrets, String grafana) {
        this.directory = directory;
        this.secrets = secrets;
        this.grafana = grafana;
    }

    /**
     * Makes everything that Compose and Kubernetes are told.
     *
     * @throws FileAlreadyExistsException when there is something that would be overwritten
     */
    public static void create(Path directory, SecureRandom random) throws IOException {
        Path folder = directory.resolve(FOLDER);
        for (Path taken : new Path[] {directory.resolve(ENVIRONMENT), folder}) {
            if (Files.exists(taken)) {
                throw new FileAlreadyExistsException(
                        taken.toString(),
                        null,
                        "is there already and a running platform may need it;"
                                + " nothing was changed. Move it away to make new secrets, or make"
                                + " enrolment's alone with --enrolment-only");
            }
        }
        PlatformSecrets secrets = PlatformSecrets.fresh(folder.resolve(BOOTSTRAP_KEYS), random);
        new DeploymentSecrets(directory, secrets, PlatformSecrets.hex(12, random)).write();
    }

    private void write() throws IOException {
        Path folder = directory.resolve(FOLDER);
        Files.createDirectories(directory);
        Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SecretFile.write(folder.resolve("admin.key"), secrets.adminKey());
        SecretFile.write(folder.resolve("infer.key"), secrets.inferKey());
        SecretFile.write(secrets.bootstrapKeys(), secrets.bootstrapJson());
        // It holds keyed hashes and no key; the container's user, who is another, reads it.
        Files.setPosixFilePermissions(
                secrets.bootstrapKeys(), PosixFilePermissions.fromString("rw-r--r--"));
        for (Map.Entry<String, Map<String, String>> secret : kubernetes().entrySet()) {
            SecretFile.write(folder.resolve(secret.getKey() + ".env"), lines(secret.getValue()));
        }
        SecretFile.write(directory.resolve(ENVIRONMENT), lines(compose()));
    }

    /** By the name of the Secret without its prefix {@code slipway-}; none is made of admin-key. */
    private Map<String, Map<String, String>> kubernetes() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        all.put("trust-registry", registryTrust());
        for (Role role : ENROLLED) {
            all.put("trust-" + role.wireName(), trust(role));
        }
        all.put("key-hash", Map.of("SLIPWAY_KEY_HASH_SECRET", secrets.keyHash()));
        all.put("registry-database", database("registry", secrets.databaseRegistry()));
        all.put("store-database", database("store", secrets.databaseStore()));
        all.put("object-store", objectStore());
        all.put("database-roles", databaseRoles());
        all.put("admin-key", Map.of("SLIPWAY_KEY", secrets.adminKey()));
        return all;
    }

    private Map<String, String> compose() {
        Map<String, String> all = new LinkedHashMap<>();
        all.putAll(registryTrust());
        for (Role role : ENROLLED) {
            all.put("SLIPWAY_ENROLMENT_" + role.name(), secrets.enrolment(role));
        }
        all.put("SLIPWAY_KEY_HASH_SECRET", secrets.keyHash());
        all.putAll(databaseRoles());
        all.putAll(objectStore());
        all.put("SLIPWAY_ADMIN_KEY", secrets.adminKey());
        all.put("SLIPWAY_GRAFANA_PASSWORD", grafana);
        return all;
    }

    /** Only the registry makes tokens, and knows by what a service is told. */
    private Map<String, String> registryTrust() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SLIPWAY_SIGNING_KEY", secrets.tokenKeys().privateKey());
        all.put("SLIPWAY_VERIFY_KEY", secrets.tokenKeys().publicKey());
        all.put("SLIPWAY_ENROLMENT_MASTER", secrets.enrolmentMaster());
        return all;
    }

    private Map<String, String> trust(Role role) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SLIPWAY_VERIFY_KEY", secrets.tokenKeys().publicKey());
        all.put("SLIPWAY_ENROLMENT_SECRET", secrets.enrolment(role));
        return all;
    }

    private static Map<String, String> database(String role, String password) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SLIPWAY_DB_USER", role);
        all.put("SLIPWAY_DB_PASSWORD", password);
        return all;
    }

    private Map<String, String> objectStore() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SLIPWAY_S3_ACCESS_KEY", secrets.s3AccessKey());
        all.put("SLIPWAY_S3_SECRET_KEY", secrets.s3SecretKey());
        return all;
    }

    private Map<String, String> databaseRoles() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SLIPWAY_DB_OWNER_PASSWORD", secrets.databaseOwner());
        all.put("SLIPWAY_DB_REGISTRY_PASSWORD", secrets.databaseRegistry());
        all.put("SLIPWAY_DB_STORE_PASSWORD", secrets.databaseStore());
        return all;
    }

    private static String lines(Map<String, String> variables) {
        StringBuilder text = new StringBuilder("# Made by ./slipway secrets. Keep it private.");
        variables.forEach(
                (name, value) -> text.append('\n').append(name).append('=').append(value));
        return text.toString();
    }
}
