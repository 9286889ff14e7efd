package dev.slipway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule is broken on purpose once: a rule that cannot fail holds nothing. */
class HouseRulesTest {
    private static final String BROKEN = "dev.slipway.broken";
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importPackages(
                            "dev.slipway.broken",
                            "dev.slipway.contract.broken",
                            "dev.slipway.gateway",
                            "org.mockito");

    /** A rule and the name of what breaks it. */
    private record Break(ArchRule rule, String culprit) {}

    private static List<Break> breaks() {
        return List.of(
                new Break(HouseRules.coreIsPlainJava(BROKEN), "FrameworkInCore"),
                new Break(HouseRules.importsPointInwards(BROKEN), "CoreKnowsItsRim"),
                new Break(HouseRules.adaptersArePackagePrivate(BROKEN), "PublicAdapter"),
                new Break(HouseRules.featuresHaveNoCycles(BROKEN), "Cycle detected"),
                new Break(HouseRules.namesAreExactNouns(BROKEN), "RouteHelper"),
                new Break(HouseRules.noOtherService(BROKEN), "KnowsAnotherService"),
                new Break(HouseRules.noValueAnnotation(BROKEN), "ValueInField"),
                new Break(HouseRules.noSchedulingMagic(BROKEN), "ScheduledByMagic"),
                new Break(HouseRules.queuesAreBounded(BROKEN), "UnboundedQueue"),
                new Break(HouseRules.noMockingLibrary(BROKEN), "Mocked"),
                new Break(HouseRules.contractKnowsAnnotationsOnly(), "ContractWithFramework"));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleFailsOnItsBreak() {
        return breaks().stream()
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.rule().getDescription(),
                                () ->
                                        assertThat(detailsOf(one.rule()))
                                                .anySatisfy(detail ->
                                                        assertThat(detail)
                                                                .contains(one.culprit()))));
    }

    @TestFactory
    Stream<DynamicTest> everyKindOfUnboundedQueueIsOne() {
        return Stream.of(
                        "LinkedTransferQueue",
                        "ConcurrentLinkedQueue",
                        "ConcurrentLinkedDeque",
                        "LinkedBlockingQueue",
                        "LinkedBlockingDeque")
                .map(kind ->
                        DynamicTest.dynamicTest(
                                kind,
                                () ->
                                        assertThat(detailsOf(HouseRules.queuesAreBounded(BROKEN)))
                                                .anySatisfy(detail ->
                                                        assertThat(detail).contains(kind + "."))));
    }

    /** A new rule without a break here fails this. */
    @Test
    void everyRuleOfTheHouseIsBrokenHere() {
        List<String> broken =
                breaks().stream().map(one -> one.rule().getDescription()).sorted().toList();
        List<String> rules =
                Arrays.stream(HouseRules.class.getDeclaredMethods())
                        .filter(method -> ArchRule.class.isAssignableFrom(method.getReturnType()))
                        .map(HouseRulesTest::ruleOf)
                        .map(ArchRule::getDescription)
                        .sorted()
                        .toList();
        assertThat(broken).isEqualTo(rules);
    }

    private static ArchRule ruleOf(Method method) {
        Object[] arguments =
                method.getParameterCount() == 0 ? new Object[0] : new Object[] {BROKEN};
        try {
            return (ArchRule) method.invoke(null, arguments);
        } catch (ReflectiveOperationException unable) {
            throw new LinkageError("a rule takes a root package or nothing: " + method, unable);
        }
    }

    private static List<String> detailsOf(ArchRule rule) {
        return rule.evaluate(CLASSES).getFailureReport().getDetails();
    }

    @Test
    void aSoundServiceKeepsEveryRule() {
        JavaClasses sound = new ClassFileImporter().importPackages("dev.slipway.sound");
        for (ArchRule rule : HouseRules.ofService("sound")) {
            rule.check(sound);
        }
    }

    @Test
    void theContractKnowsAnnotationsOnly() {
        HouseRules.contractKnowsAnnotationsOnly()
                .check(HouseRules.mainClassesOf("dev.slipway.contract"));
        assertThat(HouseRules.mainClassesOf("dev.slipway.contract")).isNotEmpty();
    }
}
