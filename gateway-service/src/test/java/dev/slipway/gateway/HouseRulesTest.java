package dev.slipway.gateway;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.slipway.architecture.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HouseRulesTest {
    private static final JavaClasses CLASSES = HouseRules.mainClassesOf("dev.slipway.gateway");

    @TestFactory
    Stream<DynamicTest> everyRuleHolds() {
        return HouseRules.ofService("gateway").stream()
                .map((ArchRule rule) ->
                        DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(CLASSES)));
    }
}
