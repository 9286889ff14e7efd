package dev.slipway.inference.model;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import dev.slipway.inference.artefact.LocalPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The part of a package that a session keeps in memory. */
final class Weights {
    /** Ends of names of files that a session never reads. */
    private static final List<String> OTHERS =
            List.of(
                    ".json",
                    ".jsonl",
                    ".txt",
                    ".md",
                    ".yaml",
                    ".yml",
                    ".toml",
                    ".cfg",
                    ".ini",
                    ".jinja",
                    ".model",
                    ".spm",
                    ".bpe",
                    ".vocab",
                    ".csv",
                    ".tsv",
                    ".parquet",
                    ".arrow",
                    ".npy",
                    ".npz",
                    ".pb",
                    ".mlmodel",
                    ".py",
                    ".ipynb",
                    ".html",
                    ".pdf",
                    ".png",
                    ".jpg",
                    ".jpeg",
                    ".gif",
                    ".webp",
                    ".wav",
                    ".mp3",
                    ".flac",
                    ".zip",
                    ".tar",
                    ".gz",
                    ".log");

    private Weights() {}

    /** Bytes of the graph and of what can be its external data, as they are on disk. */
    static long bytes(Manifest manifest) {
        long bytes = 0;
        for (ManifestFile file : manifest.files()) {
            bytes += isRead(file, manifest) ? file.size() : 0;
        }
        return bytes;
    }

    /** The files of which {@link #bytes} is the sum. */
    static List<Path> files(LocalPackage of) {
        List<Path> files = new ArrayList<>();
        for (ManifestFile file : of.manifest().files()) {
            if (isRead(file, of.manifest())) {
                files.add(of.directory().resolve(file.path()));
            }
        }
        return files;
    }

    /** Bytes of the graph's own file. */
    static long ofGraph(Manifest manifest) {
        long bytes = 0;
        for (ManifestFile file : manifest.files()) {
            bytes += file.path().equals(manifest.modelFile()) ? file.size() : 0;
        }
        return bytes;
    }

    private static boolean isRead(ManifestFile file, Manifest manifest) {
        return file.path().equals(manifest.modelFile()) || !isOther(file.path());
    }

    private static boolean isOther(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return OTHERS.stream().anyMatch(name::endsWith);
    }
}
