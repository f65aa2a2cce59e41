package org.farmer1st.serving.dashboard;

import org.farmer1st.runtime.http.Routes;
import org.farmer1st.runtime.http.StaticFile;

/** {@code GET /}: the stakeholders' page, which asks the interface beside it with the token that it is given. */
public final class DashboardRoutes {

    /** Declares the page and its files. */
    public void addTo(Routes routes) {
        routes.group("Dashboard", "The stakeholders' page.")
                .file("/", "getDashboard", "The stakeholders' page", file("dashboard.html"))
                .file("/dashboard.js", "getDashboardScript", "Its script", file("dashboard.js"))
                .file("/dashboard.css", "getDashboardStyle", "Its style", file("dashboard.css"));
    }

    private static StaticFile file(String name) {
        return StaticFile.beside(DashboardRoutes.class, name);
    }
}
