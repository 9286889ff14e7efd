package dev.slipway.store;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.slipway.architecture.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theStoreKeepsTheRulesOfTheHouse() {
        JavaClasses classes = HouseRules.mainClassesOf("dev.slipway.store");
        return HouseRules.ofService("store").stream()
                .map((ArchRule rule) ->
                        DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
    }
}
