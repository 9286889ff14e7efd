package dev.slipway.local.secrets;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.SigningKeyPair;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The keys and passwords of one platform; made once, then read. Never printed.
 *
 * @param tokenKeys with which the registry signs service tokens, and others check them
 * @param enrolmentMaster of which each role's enrolment secret is made
 * @param keyHash under which API keys are hashed
 * @param databaseOwner password of PostgreSQL's superuser
 * @param databaseRegistry password of the registry's role
 * @param databaseStore password of the store's role
 */
public record PlatformSecrets(
        SigningKeyPair tokenKeys,
        String enrolmentMaster,
        String keyHash,
        String databaseOwner,
        String databaseRegistry,
        String databaseStore,
        String s3AccessKey,
        String s3SecretKey,
        String adminKey,
        String inferKey,
        Path bootstrapKeys) {

    /** Reads the files of a data directory, making those that are missing. */
    public static PlatformSecrets loadOrCreate(DataDirectory directory, SecureRandom random)
            throws IOException {
        Path folder = directory.secrets();
        PlatformSecrets secrets =
                new PlatformSecrets(
                        keyPairFile(folder.resolve("token-keys"), random),
                        hexFile(folder.resolve("enrolment-master"), 32, random),
                        hexFile(folder.resolve("key-hash"), 32, random),
                        hexFile(folder.resolve("database-owner"), 24, random),
                        hexFile(folder.resolve("database-registry"), 24, random),
                        hexFile(folder.resolve("database-store"), 24, random),
                        hexFile(folder.resolve("s3-access"), 10, random),
                        hexFile(folder.resolve("s3-secret"), 24, random),
                        keyFile(directory.adminKey(), random),
                        keyFile(directory.inferKey(), random),
                        folder.resolve("bootstrap-keys.json"));
        SecretFile.write(secrets.bootstrapKeys, secrets.bootstrapJson());
        return secrets;
    }

    /** New ones that are in no file yet. */
    static PlatformSecrets fresh(Path bootstrapKeys, SecureRandom random) {
        return new PlatformSecrets(
                SigningKeyPair.fresh(random),
                hex(32, random),
                hex(32, random),
                hex(24, random),
                hex(24, random),
                hex(24, random),
                hex(10, random),
                hex(24, random),
                key(random),
                key(random),
                bootstrapKeys);
    }

    private static String hexFile(Path file, int bytes, SecureRandom random) throws IOException {
        return SecretFile.readOrCreate(file, () -> hex(bytes, random));
    }

    /** Both halves in one file, so that they always fit each other: private, then public. */
    private static SigningKeyPair keyPairFile(Path file, SecureRandom random) throws IOException {
        String[] halves =
                SecretFile.readOrCreate(
                                file,
                                () -> {
                                    SigningKeyPair fresh = SigningKeyPair.fresh(random);
                                    return fresh.privateKey() + "\n" + fresh.publicKey();
                                })
                        .split("\n", -1);
        if (halves.length != 2) {
            throw new IOException(file + " does not hold a key of two lines; delete it");
        }
        return new SigningKeyPair(halves[0], halves[1]);
    }

    /** With which services of this role enrol at the registry. */
    public String enrolment(Role role) {
        return EnrolmentSecrets.ofMaster(enrolmentMaster).of(role);
    }

    private static String keyFile(Path file, SecureRandom random) throws IOException {
        return SecretFile.readOrCreate(file, () -> key(random));
    }

    private static String key(SecureRandom random) {
        return "slw_" + hex(4, random) + "_" + hex(24, random);
    }

    static String hex(int bytes, SecureRandom random) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return HexFormat.of().formatHex(noise);
    }

    /** What the registry is told of the first keys: their hashes and grants. */
    String bootstrapJson() {
        return "["
                + bootstrapKey(adminKey, "admin", "infer", "read", "deploy", "admin")
                + ","
                + bootstrapKey(inferKey, "infer", "infer", "read")
                + "]";
    }

    private String bootstrapKey(String key, String label, String... actions) {
        StringBuilder grants = new StringBuilder();
        for (String action : actions) {
            grants.append(grants.isEmpty() ? "" : ",")
                    .append("{\"model\":\"*\",\"action\":\"%s\"}".formatted(action));
        }
        return """
        {"prefix":"%s","hash":"%s","label":"%s","principal":"key:%s","grants":[%s]}\
        """
                .formatted(
                        key.split("_", -1)[1],
                        ServiceSecret.ofHex(keyHash).hmacHex(key),
                        label,
                        label,
                        grants);
    }

    @Override
    public String toString() {
        return "PlatformSecrets[hidden]";
    }
}
