package org.farmer1st.local.issuer;

import java.io.IOException;

/** The process that local services fetch the keys of tokens from. */
public final class IssuerMain {

    private IssuerMain() {}

    public static void main(String[] arguments) {
        try {
            IssuerServer server = new IssuerServer(IssuerConfig.from(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            System.out.println("The issuer listens on port " + server.port());
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("The issuer can't start: " + e.getMessage());
            System.exit(1);
        }
    }
}
