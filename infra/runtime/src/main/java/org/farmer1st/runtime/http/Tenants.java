package org.farmer1st.runtime.http;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The tenants that somebody may speak for.
 *
 * @param named which; empty where {@code all}
 */
public record Tenants(boolean all, Set<String> named) {

    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String ALL = "*";

    public Tenants {
        named = Set.copyOf(named);
    }

    /** Whoever there is. */
    public static Tenants every() {
        return new Tenants(true, Set.of());
    }

    /**
     * {@code *}, or names separated by commas.
     *
     * @throws IllegalArgumentException where one is no name
     */
    public static Tenants parse(String text) {
        if (text.equals(ALL)) {
            return every();
        }
        Set<String> named = new TreeSet<>(Arrays.asList(text.split("[,\\s]+")));
        if (!named.stream().allMatch(Tenants::isTenant)) {
            throw new IllegalArgumentException("must be * or tenants separated by commas, not '" + text + "'");
        }
        return new Tenants(false, named);
    }

    /** Whether a tenant is among them. */
    public boolean include(String tenant) {
        return all || named.contains(tenant);
    }

    /** Whether a text can be a tenant's name: lower-case letters, digits and hyphens, 63 at most. */
    public static boolean isTenant(String text) {
        return text != null && TENANT.matcher(text).matches();
    }
}
