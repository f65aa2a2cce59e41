package org.farmer1st.local.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;

/** What {@code status --json} says of a place. */
public final class StatusReader implements Supplier<List<Victim>> {

    private final Place place;
    private final ObjectMapper json;

    public StatusReader(Place place, ObjectMapper json) {
        this.place = place;
        this.json = json;
    }

    @Override
    public List<Victim> get() {
        StringWriter out = new StringWriter();
        FarmerCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(
                        "status",
                        "--json",
                        "--home",
                        place.home().toString(),
                        "--port-offset",
                        String.valueOf(place.portOffset()));
        try {
            List<Victim> victims = new ArrayList<>();
            for (JsonNode component : json.readTree(out.toString()).path("components")) {
                JsonNode pid = component.path("pid");
                victims.add(new Victim(
                        component.path("name").asText(),
                        pid.isIntegralNumber() ? pid.asLong() : null,
                        component.path("healthy").asBoolean()));
            }
            return victims;
        } catch (JsonProcessingException e) {
            throw new CommandFailed("./farmer1st status --json does not answer JSON: " + out, e);
        }
    }
}
