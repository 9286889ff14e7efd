package dev.slipway.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;

/**
 * Who may know whom. A package of a feature ({@code dev.slipway.SERVICE.FEATURE}) is plain Java;
 * its technology sub-packages ({@link #TECHNOLOGIES}) are the rim and import inwards only.
 */
public final class HouseRules {
    /** Last words of packages in which frameworks may be used. */
    public static final Set<String> TECHNOLOGIES =
            Set.of(
                    "http",
                    "grpc",
                    "jpa",
                    "s3",
                    "onnx",
                    "kubernetes",
                    "docker",
                    "process",
                    "json",
                    "metrics",
                    "cli",
                    "postgres",
                    "loadbalancer",
                    "resilience",
                    "huggingface",
                    "nvidia",
                    "disk",
                    "yaml",
                    "multipart",
                    "protobuf",
                    "otel",
                    "spring");

    private static final List<String> FRAMEWORKS =
            List.of(
                    "org.springframework.",
                    "jakarta.",
                    "reactor.",
                    "io.netty.",
                    "io.grpc.",
                    "tools.jackson.",
                    "com.fasterxml.jackson.databind.",
                    "io.minio.",
                    "io.opentelemetry.",
                    "okhttp3.",
                    "ai.onnxruntime.",
                    "ai.djl.",
                    "io.github.resilience4j.",
                    "org.hibernate.",
                    "org.apache.catalina.");

    private static final List<String> BANNED_ENDINGS =
            List.of("Util", "Utils", "Helper", "Manager", "Impl", "Dto", "DTO");

    private static final Set<String> UNBOUNDED =
            Set.of(
                    LinkedTransferQueue.class.getName(),
                    ConcurrentLinkedQueue.class.getName(),
                    ConcurrentLinkedDeque.class.getName());

    private static final Set<String> UNBOUNDED_BY_DEFAULT =
            Set.of(LinkedBlockingQueue.class.getName(), LinkedBlockingDeque.class.getName());

    private HouseRules() {}

    /** Imports the main classes under a package, without tests. */
    public static JavaClasses mainClassesOf(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages(rootPackage);
    }

    /** All rules that hold for a service. */
    public static List<ArchRule> ofService(String service) {
        String root = "dev.slipway." + service;
        return List.of(
                coreIsPlainJava(root),
                importsPointInwards(root),
                adaptersArePackagePrivate(root),
                featuresHaveNoCycles(root),
                namesAreExactNouns(root),
                noOtherService(root),
                noValueAnnotation(root),
                noSchedulingMagic(root),
                queuesAreBounded(root),
                noMockingLibrary(root));
    }

    public static ArchRule coreIsPlainJava(String root) {
        return noClasses()
                .that(areCore(root))
                .should()
                .dependOnClassesThat(areOfAFramework())
                .because("a feature's core runs without Spring, a clock or a network")
                .allowEmptyShould(true);
    }

    public static ArchRule importsPointInwards(String root) {
        return noClasses()
                .that(areCore(root))
                .should()
                .dependOnClassesThat(areTechnologyOf(root))
                .because("a technology sub-package imports its feature, never the reverse")
                .allowEmptyShould(true);
    }

    public static ArchRule adaptersArePackagePrivate(String root) {
        return classes()
                .that(areTechnologyOf(root))
                .and(areTopLevelAdapters())
                .should()
                .notBePublic()
                .because("adapters are reached through the ports of their feature")
                .allowEmptyShould(true);
    }

    public static ArchRule featuresHaveNoCycles(String root) {
        return SlicesRuleDefinition.slices()
                .matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    public static ArchRule namesAreExactNouns(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should(Naming.endIn(BANNED_ENDINGS))
                .because("names are exact nouns")
                .allowEmptyShould(true);
    }

    public static ArchRule noOtherService(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(areOfAnotherServiceThan(root))
                .because("a service depends on contract and on nothing of another service")
                .allowEmptyShould(true);
    }

    public static ArchRule noValueAnnotation(String root) {
        return noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .because("settings are one immutable record per feature")
                .allowEmptyShould(true);
    }

    public static ArchRule noSchedulingMagic(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "org\\.springframework\\.(scheduling\\.annotation|cache\\.annotation|retry"
                                + "\\.annotation)\\..*")
                .because("loops are explicit, bounded objects that a fake clock can drive")
                .allowEmptyShould(true);
    }

    public static ArchRule queuesAreBounded(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .callConstructorWhere(makesAnUnboundedQueue())
                .because("everything has a limit")
                .allowEmptyShould(true);
    }

    public static ArchRule noMockingLibrary(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "org.easymock..", "io.mockk..")
                .because("fakes are written by hand at ports")
                .allowEmptyShould(true);
    }

    /** The contract holds annotations and generated code only. */
    public static ArchRule contractKnowsAnnotationsOnly() {
        return classes()
                .that()
                .resideInAPackage("dev.slipway.contract..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations..",
                        "com.fasterxml.jackson.annotation..",
                        "org.springframework.web.bind.annotation..",
                        "org.springframework.web.service.annotation..",
                        "com.google.protobuf..",
                        "com.google.common.util.concurrent..",
                        "io.grpc..",
                        "dev.slipway.contract..")
                .allowEmptyShould(true);
    }

    private static String feature(JavaClass type, String root) {
        String name = type.getPackageName();
        return name.length() > root.length() && name.startsWith(root + ".")
                ? name.substring(root.length() + 1)
                : "";
    }

    private static boolean isTechnology(JavaClass type) {
        for (String part : type.getPackageName().split("\\.", -1)) {
            if (TECHNOLOGIES.contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static DescribedPredicate<JavaClass> areCore(String root) {
        return DescribedPredicate.describe(
                "are the core of a feature",
                type -> !feature(type, root).isEmpty() && !isTechnology(type));
    }

    private static DescribedPredicate<JavaClass> areTechnologyOf(String root) {
        return DescribedPredicate.describe(
                "are in a technology sub-package",
                type -> !feature(type, root).isEmpty() && isTechnology(type));
    }

    private static DescribedPredicate<JavaClass> areTopLevelAdapters() {
        return DescribedPredicate.describe(
                "are adapters, not configurations that the application imports",
                type ->
                        type.isTopLevelClass()
                                && !type.getSimpleName().endsWith("Configuration")
                                && !type.getSimpleName().endsWith("Settings")
                                && !type.getSimpleName().equals("package-info"));
    }

    private static DescribedPredicate<JavaClass> areOfAFramework() {
        return DescribedPredicate.describe(
                "are of a framework",
                type -> FRAMEWORKS.stream().anyMatch(type.getName()::startsWith));
    }

    private static DescribedPredicate<JavaClass> areOfAnotherServiceThan(String root) {
        Set<String> services =
                Set.of("registry", "store", "inference", "gateway", "autoscaler", "local");
        return DescribedPredicate.describe(
                "are of another service",
                type -> {
                    String[] parts = type.getPackageName().split("\\.", -1);
                    return parts.length > 2
                            && parts[0].equals("dev")
                            && parts[1].equals("slipway")
                            && services.contains(parts[2])
                            && !type.getPackageName().startsWith(root);
                });
    }

    private static DescribedPredicate<JavaConstructorCall> makesAnUnboundedQueue() {
        return DescribedPredicate.describe(
                "makes an unbounded queue",
                call -> {
                    String owner = call.getTargetOwner().getName();
                    return UNBOUNDED.contains(owner)
                            || (UNBOUNDED_BY_DEFAULT.contains(owner)
                                    && call.getTarget().getRawParameterTypes().isEmpty());
                });
    }
}
