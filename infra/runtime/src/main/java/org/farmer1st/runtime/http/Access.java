package org.farmer1st.runtime.http;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.farmer1st.runtime.http.Caller.Role;

/**
 * Who may use a route.
 *
 * @param needsToken whether there must be a caller at all
 * @param roles of which the caller must have one; all of them where any will do
 */
public record Access(boolean needsToken, Set<Role> roles) {

    public Access {
        roles = Set.copyOf(roles);
    }

    /** Everybody, without a token: for what holds no data. */
    public static Access open() {
        return new Access(false, Set.of());
    }

    /** Whoever has a good token. */
    public static Access everyRole() {
        return new Access(true, EnumSet.allOf(Role.class));
    }

    /** Whoever has one of these roles. */
    public static Access of(Role first, Role... others) {
        return new Access(true, EnumSet.of(first, others));
    }

    boolean isForEveryRole() {
        return roles.size() == Role.values().length;
    }

    /** The roles as tokens spell them, in one order. */
    List<String> roleNames() {
        return Arrays.stream(Role.values())
                .filter(roles::contains)
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
