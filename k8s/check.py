#!/usr/bin/env python3
"""Reads what kubectl kustomize prints and says what a cluster would only say late, or never.

  kubectl kustomize k8s/overlays/production | k8s/check.py --secrets slipway-trust-registry,…

Needs PyYAML (Debian: python3-yaml). Exit status 3: it is missing.
"""
import argparse
import pathlib
import re
import sys

try:
    import yaml
except ImportError:
    print("k8s/check.py: PyYAML is missing (apt-get install python3-yaml)")
    sys.exit(3)

WIRING = pathlib.Path(__file__).resolve().parent.parent / "docs" / "WIRING.md"
WORKLOADS = ("Deployment", "StatefulSet")
OURS = {"gateway", "registry", "store", "replica", "autoscaler"}
PORTS = {8080, 8081, 8082, 9090}
UNITS = {"": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def bytes_of(quantity):
    number, unit = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", str(quantity)).groups()
    return float(number) * UNITS[unit]


class Check:
    def __init__(self, documents, secrets):
        self.documents = documents
        self.names = {kind: set() for kind in ("ConfigMap", "Secret")}
        self.names["Secret"].update(secrets)
        self.data = {}
        for document in documents:
            name = document["metadata"]["name"]
            self.names.setdefault(document["kind"], set()).add(name)
            if document["kind"] == "ConfigMap":
                self.data[name] = document.get("data", {})
        self.known = set(re.findall(r"SLIPWAY_[A-Z0-9_]+", WIRING.read_text()))
        self.wrong = []

    def say(self, where, what):
        self.wrong.append(f"{where}: {what}")

    def run(self):
        for document in self.documents:
            where = f"{document['kind']}/{document['metadata']['name']}"
            if document["kind"] != "Namespace" and document["metadata"].get("namespace") != "slipway":
                self.say(where, "is not in the namespace slipway")
            if document["kind"] in WORKLOADS:
                self.workload(where, document)
        self.selectors()
        self.namespace()
        return self.wrong

    def workload(self, where, document):
        pod = document["spec"]["template"]["spec"]
        name = document["metadata"]["labels"]["app.kubernetes.io/name"]
        context = pod.get("securityContext", {})
        if not context.get("runAsNonRoot") or not context.get("runAsUser"):
            self.say(where, "does not say runAsNonRoot with a numeric user")
        if context.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            self.say(where, "has no seccomp profile")
        if pod.get("automountServiceAccountToken") is not False:
            self.say(where, "mounts a token")
        if pod.get("enableServiceLinks") is not False:
            self.say(where, "gets variables named after Services")
        if "terminationGracePeriodSeconds" not in pod:
            self.say(where, "does not say how long its drain takes")
        for container in pod["containers"]:
            self.container(where, name, container)
            self.cache(where, container, pod.get("volumes", []))
        for volume in pod.get("volumes", []):
            if "configMap" in volume and volume["configMap"]["name"] not in self.names["ConfigMap"]:
                self.say(where, f"mounts an unknown ConfigMap {volume['configMap']['name']}")
            if "secret" in volume and volume["secret"]["secretName"] not in self.names["Secret"]:
                self.say(where, f"mounts an unknown Secret {volume['secret']['secretName']}")

    def container(self, where, name, container):
        context = container.get("securityContext", {})
        if context.get("allowPrivilegeEscalation") is not False:
            self.say(where, "allows privilege escalation")
        if context.get("readOnlyRootFilesystem") is not True:
            self.say(where, "can write its root file system")
        if context.get("capabilities", {}).get("drop") != ["ALL"]:
            self.say(where, "keeps capabilities")
        for kind in ("requests", "limits"):
            if "memory" not in container.get("resources", {}).get(kind, {}):
                self.say(where, f"has no memory under {kind}")
        tag = container["image"].rpartition(":")[2]
        if "/" in tag or tag in ("", "latest"):
            self.say(where, f"has an image without a fixed tag: {container['image']}")
        if name in OURS:
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                if probe not in container:
                    self.say(where, f"has no {probe}")
            if not {port["containerPort"] for port in container["ports"]} <= PORTS:
                self.say(where, "listens on another port than the addresses say")
        self.variables(where, container)

    def cache(self, where, container, volumes):
        """A cache is bounded below its volume and the pod's storage: else the kubelet evicts first."""
        told = {entry["name"]: entry.get("value") for entry in container.get("env", [])}
        mounted = {
            mount["name"]
            for mount in container.get("volumeMounts", [])
            if mount["mountPath"] == told.get("SLIPWAY_CACHE_DIR")
        }
        limits = [
            volume["emptyDir"]["sizeLimit"]
            for volume in volumes
            if volume["name"] in mounted and "sizeLimit" in (volume.get("emptyDir") or {})
        ]
        if mounted and "ephemeral-storage" in container.get("resources", {}).get("limits", {}):
            limits.append(container["resources"]["limits"]["ephemeral-storage"])
        if not limits:
            return
        bound = told.get("SLIPWAY_CACHE_MAX_BYTES")
        if bound is None:
            self.say(where, "does not say SLIPWAY_CACHE_MAX_BYTES, and its cache's volume has a limit")
        elif int(bound) >= min(map(bytes_of, limits)):
            self.say(where, f"lets its cache grow to {bound} bytes, beyond {' or '.join(map(str, limits))}")

    def variables(self, where, container):
        named = {entry["name"] for entry in container.get("env", [])}
        for entry in container.get("env", []):
            reference = entry.get("valueFrom", {}).get("secretKeyRef")
            if reference and reference["name"] not in self.names["Secret"]:
                self.say(where, f"names an unknown Secret {reference['name']}")
        for source in container.get("envFrom", []):
            for kind, key in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
                if (
                    key in source
                    and not source[key].get("optional")
                    and source[key]["name"] not in self.names[kind]
                ):
                    self.say(where, f"names an unknown {kind} {source[key]['name']}")
                if kind == "ConfigMap" and key in source:
                    named.update(self.data.get(source[key]["name"], {}))
        for name in sorted(named):
            if name.startswith("SLIPWAY_") and name not in self.known:
                self.say(where, f"sets {name}, which docs/WIRING.md does not know")

    def selectors(self):
        pods = [
            document["spec"]["template"]["metadata"]["labels"]
            for document in self.documents
            if document["kind"] in WORKLOADS
        ]
        for document in self.documents:
            where = f"{document['kind']}/{document['metadata']['name']}"
            spec = document.get("spec", {})
            if document["kind"] == "Service":
                self.matches(where, {"matchLabels": spec["selector"]}, pods)
            if document["kind"] == "PodDisruptionBudget":
                self.matches(where, spec["selector"], pods)
            if document["kind"] == "NetworkPolicy":
                self.matches(where, spec["podSelector"], pods)
                for rule in spec.get("ingress", []) + spec.get("egress", []):
                    for peer in rule.get("from", []) + rule.get("to", []):
                        if "podSelector" in peer and "namespaceSelector" not in peer:
                            self.matches(where, peer["podSelector"], pods)

    def matches(self, where, selector, pods):
        labels = selector.get("matchLabels", {})
        for expression in selector.get("matchExpressions", []):
            for value in expression["values"]:
                if not any(pod.get(expression["key"]) == value for pod in pods):
                    self.say(where, f"selects {value}, and there is no such pod")
        if not any(labels.items() <= pod.items() for pod in pods):
            self.say(where, f"selects nothing: {labels}")

    def namespace(self):
        for document in self.documents:
            if document["kind"] == "Namespace":
                labels = document["metadata"]["labels"]
                if labels.get("pod-security.kubernetes.io/enforce") != "restricted":
                    self.say("Namespace", "does not enforce the level restricted")
        policies = self.names.get("NetworkPolicy", set())
        if "deny-all" not in policies:
            self.say("NetworkPolicy", "nothing is denied")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--secrets", default="", help="names of Secrets that exist already")
    given = arguments.parse_args()
    documents = [document for document in yaml.safe_load_all(sys.stdin) if document]
    wrong = Check(documents, set(filter(None, given.secrets.split(",")))).run()
    for line in wrong:
        print(line)
    print(f"{len(documents)} objects, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
