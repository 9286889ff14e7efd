package dev.slipway.trust;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Seals a {@link Caller} into the {@code X-Slipway-Caller} header and opens it again. Form:
 * base64url of the lines principal, tenant and one grant each ({@code ACTION pattern}), a dot, the
 * HMAC.
 */
public final class CallerSeal {
    private final ServiceSecret secret;

    public CallerSeal(ServiceSecret secret) {
        this.secret = secret;
    }

    public String seal(Caller caller) {
        StringBuilder lines = new StringBuilder();
        lines.append(caller.principal()).append('\n').append(caller.tenantId());
        for (Grant grant : caller.grants()) {
            lines.append('\n').append(grant.action().name()).append(' ').append(grant.model());
        }
        String claim =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(lines.toString().getBytes(StandardCharsets.UTF_8));
        return claim + "." + secret.hmacHex("caller:" + claim);
    }

    /** Empty when the header was not sealed with this secret. */
    public Optional<Caller> open(String header) {
        int dot = header.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String claim = header.substring(0, dot);
        if (!secret.matches("caller:" + claim, header.substring(dot + 1))) {
            return Optional.empty();
        }
        List<String> lines =
                new String(Base64.getUrlDecoder().decode(claim), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        List<Grant> grants = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            int space = line.indexOf(' ');
            grants.add(
                    new Grant(line.substring(space + 1), Action.valueOf(line.substring(0, space))));
        }
        return Optional.of(new Caller(lines.get(0), lines.get(1), grants));
    }
}
