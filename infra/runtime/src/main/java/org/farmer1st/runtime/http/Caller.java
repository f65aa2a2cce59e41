package org.farmer1st.runtime.http;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Set;

/**
 * Who sends a request, as their verified token says.
 *
 * @param subject the token's {@code sub}; a farmer's is their farmerId
 * @param tenant the only tenant whose data the request may touch
 * @param roles at least one
 */
public record Caller(String subject, String tenant, Set<Role> roles) {

    static final String ATTRIBUTE = "farmer1st.caller";

    /** What a caller may be. */
    public enum Role {
        FARMER,
        ENUMERATOR,
        STAKEHOLDER,
        ADMIN
    }

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** The caller of a request. Every route that isn't open has one. */
    public static Caller of(Context ctx) {
        Caller caller = ctx.attribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("A route without authentication asked for its caller: " + ctx.path());
        }
        return caller;
    }

    /** Whether the caller has any of these roles. */
    public boolean is(Role... any) {
        return Arrays.stream(any).anyMatch(roles::contains);
    }

    /** @throws ApiException FORBIDDEN where the caller has none of these roles */
    public void require(Role... any) {
        if (!is(any)) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    "This needs the role "
                            + String.join(
                                    " or ",
                                    Arrays.stream(any)
                                            .map(r -> r.name().toLowerCase(java.util.Locale.ROOT))
                                            .toList())
                            + ".");
        }
    }

    /**
     * For what belongs to one farmer: a farmer passes for themselves only, the given other roles for every farmer of
     * their tenant.
     *
     * @throws ApiException FORBIDDEN
     */
    public void requireSelfOr(String farmerId, Role... others) {
        if (is(others) || (is(Role.FARMER) && subject.equals(farmerId))) {
            return;
        }
        throw new ApiException(
                ErrorCode.FORBIDDEN,
                is(Role.FARMER)
                        ? "A farmer's token is good for that farmer only."
                        : "This role may not see or write a farmer's data.");
    }
}
