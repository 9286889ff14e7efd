package dev.slipway.local.cli;

import dev.slipway.local.secrets.DeploymentSecrets;
import dev.slipway.local.secrets.EnrolmentRenewal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "secrets",
        description = "Makes the secrets of a platform in containers, once; prints none of them.")
final class SecretsCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where .env and secrets/ are made; default: beside docker-compose.yml")
    private @Nullable Path directory;

    @Option(
            names = "--enrolment-only",
            description =
                    "put another enrolment master and the services' secrets of it into the files"
                            + " that are there, and keep all else")
    private boolean enrolmentOnly;

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("slipway.home", ""));
        Path chosen = (directory == null ? home : directory).toAbsolutePath().normalize();
        if (enrolmentOnly) {
            renewEnrolment(chosen);
            return 0;
        }
        DeploymentSecrets.create(chosen, new SecureRandom());
        System.out.printf(
                """
                Made %s and %s, readable by you alone. Keep a copy where you keep passwords.

                  docker compose up -d --build      starts the platform with them
                  %s      is the first admin key, infer.key beside it may infer and read

                Kubernetes: docs/operations.md says which file becomes which Secret.
                """,
                chosen.resolve(DeploymentSecrets.ENVIRONMENT),
                chosen.resolve(DeploymentSecrets.FOLDER),
                chosen.resolve(DeploymentSecrets.FOLDER).resolve("admin.key"));
        return 0;
    }

    private static void renewEnrolment(Path chosen) throws IOException {
        EnrolmentRenewal.renew(chosen, new SecureRandom());
        System.out.printf(
                """
                Changed the enrolment master and the services' enrolment secrets in %s and %s; all
                else is as it was. Restart registry and services together: whoever has the old
                secret is refused by a registry that has the new master. Tokens that are out hold
                on for 10 minutes, and inference goes on with them.

                  docker compose up -d      does so
                """,
                chosen.resolve(DeploymentSecrets.ENVIRONMENT),
                chosen.resolve(DeploymentSecrets.FOLDER));
    }
}
