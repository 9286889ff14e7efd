package dev.slipway.store.artefact.http;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.store.artefact.ByteRange;
import dev.slipway.store.bytes.ObjectMissingException;
import dev.slipway.store.bytes.ObjectStore;
import dev.slipway.store.bytes.StorageUnavailableException;
import dev.slipway.store.ledger.ArtefactIndex;
import dev.slipway.store.ledger.ArtefactKind;
import dev.slipway.store.ledger.KeptArtefact;
import dev.slipway.store.refusal.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Gives replicas the bytes under a digest; the digest is their ETag, so they never change. */
@RestController
final class ArtefactController {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER_BYTES = 64 << 10;

    private final ArtefactIndex index;
    private final ObjectStore objects;

    ArtefactController(ArtefactIndex index, ObjectStore objects) {
        this.index = index;
        this.objects = objects;
    }

    @GetMapping("/internal/v1/manifests/{sha256}")
    void manifest(
            @PathVariable("sha256") String sha256,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        send(ArtefactKind.MANIFEST, sha256, MediaType.APPLICATION_JSON_VALUE, request, response);
    }

    @GetMapping("/internal/v1/artefacts/{sha256}")
    void artefact(
            @PathVariable("sha256") String sha256,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        send(
                ArtefactKind.ARTEFACT,
                sha256,
                MediaType.APPLICATION_OCTET_STREAM_VALUE,
                request,
                response);
    }

    private void send(
            ArtefactKind kind,
            String sha256,
            String contentType,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        KeptArtefact kept = find(kind, sha256);
        String etag = "\"" + kept.sha256() + "\"";
        if (etag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setHeader(HttpHeaders.ETAG, etag);
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        switch (rangeOf(request, kept, etag)) {
            case ByteRange.Whole _ ->
                    send(kept, 0, kept.sizeBytes(), 200, contentType, request, response);
            case ByteRange.Section section -> {
                response.setHeader(
                        HttpHeaders.CONTENT_RANGE,
                        "bytes " + section.first() + "-" + section.last() + "/" + kept.sizeBytes());
                send(kept, section.first(), section.length(), 206, contentType, request, response);
            }
            case ByteRange.Unsatisfiable _ -> {
                response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + kept.sizeBytes());
                response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
            }
        }
    }

    private KeptArtefact find(ArtefactKind kind, String sha256) throws RefusedException {
        if (!SHA256.matcher(sha256).matches()) {
            throw unknown(kind);
        }
        return index.find(kind, sha256).orElseThrow(() -> unknown(kind));
    }

    private static RefusedException unknown(ArtefactKind kind) {
        return new RefusedException(
                ErrorCode.RESOURCE_NOT_FOUND,
                "no " + kind.word() + " is kept under this digest; it may never have been whole");
    }

    private static ByteRange rangeOf(HttpServletRequest request, KeptArtefact kept, String etag) {
        String condition = request.getHeader(HttpHeaders.IF_RANGE);
        return condition == null || condition.equals(etag)
                ? ByteRange.of(request.getHeader(HttpHeaders.RANGE), kept.sizeBytes())
                : new ByteRange.Whole();
    }

    private void send(
            KeptArtefact kept,
            long offset,
            long length,
            int status,
            String contentType,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean head = request.getMethod().equals("HEAD") || length == 0;
        try (InputStream in =
                head ? InputStream.nullInputStream() : objects.open(kept.objectKey(), offset)) {
            response.setStatus(status);
            response.setContentType(contentType);
            response.setHeader(HttpHeaders.ETAG, "\"" + kept.sha256() + "\"");
            response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
            response.setContentLengthLong(length);
            if (!head) {
                copy(in, length, response.getOutputStream());
            }
        } catch (ObjectMissingException lost) {
            throw new StorageUnavailableException("an object of the ledger is missing", lost);
        }
    }

    private static void copy(InputStream in, long length, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new StorageUnavailableException(
                        "the object store gave fewer bytes than the ledger knows",
                        new EOFException());
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }
}
