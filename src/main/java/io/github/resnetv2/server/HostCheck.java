package io.github.resnetv2.server;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps strangers' web pages out of a server that only this machine should reach: a page may point its own name at the
 * loopback address (DNS rebinding), but the browser still sends that name. An address in numbers cannot be rebound.
 *
 * @param loopback whether the server listens to this machine alone; others may have any name
 */
record HostCheck(boolean loopback) {
    private static final Pattern LOCAL =
            Pattern.compile("(localhost|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]{2,45}])(:[0-9]{1,5})?");

    void require(@Nullable String host) throws Refusal {
        if (host == null || host.isEmpty()) {
            throw new Refusal(400, "header Host: expected one, found none");
        }
        if (loopback && !LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            throw new Refusal(
                    421, "header Host: this server listens to its own machine, expected localhost or an address");
        }
    }
}
