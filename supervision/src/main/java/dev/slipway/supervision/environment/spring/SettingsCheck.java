package dev.slipway.supervision.environment.spring;

import dev.slipway.supervision.environment.KnownVariables;
import dev.slipway.supervision.environment.NearestName;
import dev.slipway.supervision.environment.SettingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Refuses a start with settings that nobody knows, and one that lacks what it needs, in one
 * sentence and before anything was opened. What a service's {@code application.yml} says of {@code
 * slipway.*} are its keys; what stands there as a placeholder without a default must be set. It
 * runs once logging is set up, so that the sentence has the form that was asked for.
 */
final class SettingsCheck
        implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    private static final Pattern NEEDED = Pattern.compile("\\$\\{(SLIPWAY_[A-Z0-9_]+)}");
    private static final Pattern OWN_FILE =
            Pattern.compile("Config resource 'class path resource \\[application\\.ya?ml]'.*");
    private static final String ATTACHED = "configurationProperties";
    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("slipway");

    /** On the command line of every process of a platform, and of its tests: no service's key. */
    private static final Pattern FOREIGN = Pattern.compile("slipway\\.(data|e2e\\..*)");

    private static final Map<String, Integer> SECRET_BYTES =
            Map.of(
                    "SLIPWAY_ENROLMENT_SECRET",
                    32,
                    "SLIPWAY_ENROLMENT_MASTER",
                    32,
                    "SLIPWAY_KEY_HASH_SECRET",
                    1);

    private final KnownVariables variables = KnownVariables.ofPlatform();

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        check(event.getEnvironment());
    }

    void check(ConfigurableEnvironment environment) {
        Set<ConfigurationPropertyName> keys = new HashSet<>();
        Set<String> spelled = new TreeSet<>();
        for (EnumerablePropertySource<?> own : ownFiles(environment)) {
            for (String name : own.getPropertyNames()) {
                ConfigurationPropertyName key = key(name);
                if (key != null) {
                    keys.add(key);
                    spelled.add(name);
                }
            }
        }
        checkNames(environment, keys, spelled);
        checkNeeded(environment);
        checkSecrets(environment);
    }

    private void checkNames(
            ConfigurableEnvironment environment,
            Set<ConfigurationPropertyName> keys,
            Set<String> spelled) {
        Map<String, String> named = new HashMap<>();
        for (EnumerablePropertySource<?> source : sources(environment)) {
            for (String name : source.getPropertyNames()) {
                if (name.startsWith(KnownVariables.PREFIX)) {
                    named.put(name, String.valueOf(source.getProperty(name)));
                }
                ConfigurationPropertyName key = key(name);
                if (key != null && !keys.contains(key) && !FOREIGN.matcher(name).matches()) {
                    throw unknownKey(name, spelled);
                }
            }
        }
        // A variable is also another spelling of a key, as Spring Boot reads it.
        variables.check(named, spelled.stream().map(SettingsCheck::asVariable).toList());
    }

    private SettingException unknownKey(String name, Set<String> spelled) {
        String nearest =
                (spelled.isEmpty()
                                ? NearestName.to(
                                        name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"),
                                        variables.names())
                                : NearestName.to(name, spelled))
                        .orElseThrow();
        return new SettingException(
                name
                        + " is set, and this service has no such setting; the nearest that is known"
                        + " is "
                        + nearest);
    }

    /** What a placeholder in a value that nothing overrides needs. */
    private static void checkNeeded(ConfigurableEnvironment environment) {
        Set<String> missing = new TreeSet<>();
        for (EnumerablePropertySource<?> own : ownFiles(environment)) {
            for (String name : own.getPropertyNames()) {
                if (isOverridden(environment, own, name)) {
                    continue;
                }
                Matcher needed = NEEDED.matcher(String.valueOf(own.getProperty(name)));
                while (needed.find()) {
                    if (isMissing(environment, needed.group(1))) {
                        missing.add(needed.group(1));
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            throw SettingException.missing(missing);
        }
    }

    private static boolean isOverridden(
            ConfigurableEnvironment environment, PropertySource<?> own, String name) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source.equals(own)) {
                return false;
            }
            if (!source.getName().equals(ATTACHED) && isSet(source.getProperty(name), name)) {
                return true;
            }
        }
        return false;
    }

    /** A database may let its user in without a password, but not by oversight. */
    private static boolean isMissing(ConfigurableEnvironment environment, String variable) {
        return !isSet(environment.getProperty(variable), variable);
    }

    private static boolean isSet(@Nullable Object value, String name) {
        return value != null
                && (name.toLowerCase(Locale.ROOT).endsWith("password")
                        || !value.toString().isBlank());
    }

    private static void checkSecrets(ConfigurableEnvironment environment) {
        SECRET_BYTES.forEach((name, bytes) -> {
            String value = environment.getProperty(name);
            if (value != null && !isHexOf(value.strip(), bytes)) {
                throw new SettingException(
                        name
                                + " must be hexadecimal and have at least "
                                + bytes * 2
                                + " digits; ./slipway secrets makes one");
            }
        });
    }

    private static boolean isHexOf(String value, int bytes) {
        return value.length() % 2 == 0
                && value.length() >= bytes * 2
                && value.chars().allMatch(HexFormat::isHexDigit);
    }

    private static @Nullable ConfigurationPropertyName key(String name) {
        if (!name.regionMatches(true, 0, "slipway.", 0, "slipway.".length())) {
            return null;
        }
        ConfigurationPropertyName key = ConfigurationPropertyName.adapt(name, '.');
        return ROOT.isAncestorOf(key) ? key : null;
    }

    private static String asVariable(String key) {
        return key.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    }

    private static List<? extends EnumerablePropertySource<?>> ownFiles(
            ConfigurableEnvironment environment) {
        return sources(environment).stream()
                .filter(source -> OWN_FILE.matcher(source.getName()).matches())
                .toList();
    }

    private static List<EnumerablePropertySource<?>> sources(ConfigurableEnvironment environment) {
        List<EnumerablePropertySource<?>> sources = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable
                    && !source.getName().equals(ATTACHED)) {
                sources.add(enumerable);
            }
        }
        return sources;
    }
}
