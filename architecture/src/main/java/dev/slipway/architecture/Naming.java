package dev.slipway.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** Conditions on the names of classes. */
final class Naming {
    private Naming() {}

    static ArchCondition<JavaClass> endIn(List<String> endings) {
        return new ArchCondition<>("end in one of " + endings) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean ends = endings.stream().anyMatch(type.getSimpleName()::endsWith);
                events.add(new SimpleConditionEvent(type, ends, type.getName()));
            }
        };
    }
}
