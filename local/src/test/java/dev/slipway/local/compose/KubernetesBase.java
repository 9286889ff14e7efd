package dev.slipway.local.compose;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What k8s/base tells its Deployments.
 *
 * @param containers the one container of each Deployment, by the Deployment's name
 * @param configMaps the variables of each ConfigMap that kustomize makes
 */
record KubernetesBase(
        Map<String, Map<String, Object>> containers, Map<String, Set<String>> configMaps) {

    static KubernetesBase read() throws IOException {
        Path folder = ComposeFile.root().resolve("k8s").resolve("base");
        Map<String, Map<String, Object>> containers = new LinkedHashMap<>();
        Map<String, Set<String>> configMaps = new LinkedHashMap<>();
        for (Map<String, Object> document : documents(folder)) {
            String kind = ComposeFile.text(document.get("kind"));
            if (kind.equals("Deployment")) {
                Map<String, Object> template =
                        ComposeFile.map(ComposeFile.map(document.get("spec")).get("template"));
                containers.put(
                        ComposeFile.text(ComposeFile.map(document.get("metadata")).get("name")),
                        maps(ComposeFile.map(template.get("spec")), "containers").getFirst());
            } else if (kind.equals("Kustomization")) {
                for (Map<String, Object> map : maps(document, "configMapGenerator")) {
                    Set<String> names = new TreeSet<>();
                    for (String literal : ComposeFile.words(map.get("literals"))) {
                        names.add(literal.split("=", 2)[0]);
                    }
                    configMaps.put(ComposeFile.text(map.get("name")), names);
                }
            }
        }
        return new KubernetesBase(containers, configMaps);
    }

    /** The variables of a service's own lines. */
    Set<String> own(String service) {
        Set<String> names = new TreeSet<>();
        for (Map<String, Object> entry : maps(ComposeFile.map(containers.get(service)), "env")) {
            names.add(ComposeFile.text(entry.get("name")));
        }
        return names;
    }

    /** The variables of the ConfigMaps that a service cannot start without. */
    Set<String> configured(String service) {
        Set<String> names = new TreeSet<>();
        for (String map : sources(service, "configMapRef")) {
            names.addAll(configMaps.getOrDefault(map, Set.of()));
        }
        return names;
    }

    /** The Secrets that a service cannot start without. */
    List<String> secrets(String service) {
        return sources(service, "secretRef");
    }

    private List<String> sources(String service, String kind) {
        List<String> names = new ArrayList<>();
        for (Map<String, Object> source :
                maps(ComposeFile.map(containers.get(service)), "envFrom")) {
            if (source.containsKey(kind)) {
                Map<String, Object> reference = ComposeFile.map(source.get(kind));
                if (!Boolean.TRUE.equals(reference.get("optional"))) {
                    names.add(ComposeFile.text(reference.get("name")));
                }
            }
        }
        return names;
    }

    private static List<Map<String, Object>> documents(Path folder) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
                try (Reader in = Files.newBufferedReader(file)) {
                    new Yaml(new SafeConstructor(new LoaderOptions()))
                            .loadAll(in)
                            .forEach(document -> documents.add(ComposeFile.map(document)));
                }
            }
        }
        return documents;
    }

    private static List<Map<String, Object>> maps(Map<String, Object> of, String name) {
        return ((List<?>) of.getOrDefault(name, List.of())).stream().map(ComposeFile::map).toList();
    }
}
