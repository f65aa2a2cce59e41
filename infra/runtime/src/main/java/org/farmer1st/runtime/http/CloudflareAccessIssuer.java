package org.farmer1st.runtime.http;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.TokenVerifier.InvalidTokenException;

/**
 * Cloudflare Access, as an issuer of assertions. An assertion says which application it is for and who came through its
 * policies, and nothing of our tenants and roles: here each application stands for one tenant and a set of roles, so that
 * whoever its policies let in has just those. A person is named by {@code sub}, a service token by {@code common_name}
 * (its {@code sub} is empty); a person's {@code email} is not used.
 *
 * @param issuer {@code https://TEAM.cloudflareaccess.com}
 * @param keys the address of the team's keys, which change every few weeks
 * @param applications by audience tag, what coming through an application is worth
 * @see <a href="https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/application-token/">The
 *     claims of an application token</a>
 */
public record CloudflareAccessIssuer(String issuer, URI keys, Map<String, Application> applications)
        implements TrustedIssuer {

    /** Where the keys are, below the issuer's address. */
    static final String KEYS = "/cdn-cgi/access/certs";

    private static final String EXPECTED = "must be TAG=TENANT:ROLE+ROLE, several separated by commas";

    /** What coming through an application is worth. */
    public record Application(String tenant, Set<Role> roles) {
        public Application {
            roles = Set.copyOf(roles);
        }
    }

    public CloudflareAccessIssuer {
        applications = Map.copyOf(applications);
    }

    /**
     * {@code TAG=TENANT:ROLE+ROLE}, several separated by commas.
     *
     * @throws IllegalArgumentException where it is something else, a tag comes twice, or a role is {@code farmer}: a farmer
     *     is named by a token's subject, which an assertion's is not
     */
    public static Map<String, Application> parseApplications(String text) {
        Map<String, Application> applications = new HashMap<>();
        for (String entry : text.split("[,\\s]+")) {
            String[] parts = entry.split("[=:]", -1);
            if (parts.length != 3 || parts[0].isEmpty() || !Tenants.isTenant(parts[1])) {
                throw new IllegalArgumentException(EXPECTED);
            }
            EnumSet<Role> roles = EnumSet.noneOf(Role.class);
            for (String name : parts[2].split("\\+", -1)) {
                roles.add(role(name));
            }
            if (applications.put(parts[0], new Application(parts[1], roles)) != null) {
                throw new IllegalArgumentException("names the same application twice");
            }
        }
        return applications;
    }

    private static Role role(String name) {
        for (Role role : Role.values()) {
            if (role != Role.FARMER && role.name().toLowerCase(Locale.ROOT).equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException(EXPECTED + ", with the roles enumerator, stakeholder or admin");
    }

    @Override
    public Set<String> audiences() {
        return applications.keySet();
    }

    @Override
    public Set<String> requiredClaims() {
        return Set.of("type");
    }

    @Override
    public Caller caller(JWTClaimsSet claims) throws InvalidTokenException {
        try {
            // A global session's token ("org") is not one for an application.
            if (!"app".equals(claims.getStringClaim("type"))) {
                throw new InvalidTokenException("The assertion is not an application's.");
            }
            List<Application> named = claims.getAudience().stream()
                    .filter(applications::containsKey)
                    .map(applications::get)
                    .distinct()
                    .toList();
            if (named.size() != 1) {
                throw new InvalidTokenException("The assertion names several applications of ours.");
            }
            String person = claims.getSubject();
            String subject = person == null || person.isEmpty() ? claims.getStringClaim("common_name") : person;
            if (!BearerIssuer.isSubject(subject)) {
                throw new InvalidTokenException("The assertion says neither who nor which service it is for.");
            }
            return new Caller(subject, named.get(0).tenant(), named.get(0).roles());
        } catch (ParseException e) {
            throw new InvalidTokenException("The assertion's claims are of the wrong type.");
        }
    }
}
