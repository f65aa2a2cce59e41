package org.farmer1st.benchmarks.ingest;

import io.javalin.Javalin;

/** A reference process: a Javalin handler that reads the body and answers 202. Reads HTTP_HOST and HTTP_PORT. */
public final class BareHandlerMain {

    private BareHandlerMain() {}

    public static void main(String[] arguments) {
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/health/ready", ctx -> ctx.result("ready"));
                    config.routes.post("/v1/responses", ctx -> {
                        ctx.bodyAsBytes();
                        ctx.status(202).contentType("application/json").result("{}");
                    });
                })
                .start(System.getenv("HTTP_HOST"), Integer.parseInt(System.getenv("HTTP_PORT")));
    }
}
