package dev.slipway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule is broken on purpose once: a rule that cannot fail holds nothing. */
class HouseRulesTest {
    private static final String BROKEN = "dev.slipway.broken";
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importPackages("dev.slipway.broken", "dev.slipway.gateway", "org.mockito");

    @TestFactory
    Stream<DynamicTest> everyRuleFailsOnItsBreak() {
        return Stream.of(
                breakOf(HouseRules.coreIsPlainJava(BROKEN), "FrameworkInCore"),
                breakOf(HouseRules.importsPointInwards(BROKEN), "CoreKnowsItsRim"),
                breakOf(HouseRules.adaptersArePackagePrivate(BROKEN), "PublicAdapter"),
                breakOf(HouseRules.featuresHaveNoCycles(BROKEN), "Cycle detected"),
                breakOf(HouseRules.namesAreExactNouns(BROKEN), "RouteHelper"),
                breakOf(HouseRules.noOtherService(BROKEN), "KnowsAnotherService"),
                breakOf(HouseRules.noValueAnnotation(BROKEN), "ValueInField"),
                breakOf(HouseRules.noSchedulingMagic(BROKEN), "ScheduledByMagic"),
                breakOf(HouseRules.queuesAreBounded(BROKEN), "UnboundedQueue"),
                breakOf(HouseRules.noMockingLibrary(BROKEN), "Mocked"));
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

    private static DynamicTest breakOf(ArchRule rule, String culprit) {
        return DynamicTest.dynamicTest(
                rule.getDescription(),
                () ->
                        assertThat(rule.evaluate(CLASSES).getFailureReport().getDetails())
                                .anySatisfy(detail -> assertThat(detail).contains(culprit)));
    }
}
