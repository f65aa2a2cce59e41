package org.farmer1st.ingest.surveys;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The survey definitions that this instance knows: all of the topic's, for all tenants. Bounded by what is published;
 * filled by {@link PublishedSurveysReader} from the start of the topic after every start of the process.
 */
public final class PublishedSurveys {

    /** Looked for with every response: what a record does by itself for this takes many times as long. */
    private record Key(String tenant, String surveyId, int version) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && version == key.version
                    && surveyId.equals(key.surveyId)
                    && tenant.equals(key.tenant);
        }

        @Override
        public int hashCode() {
            return (31 * tenant.hashCode() + surveyId.hashCode()) * 31 + version;
        }
    }

    private final Map<Key, SurveyDefinition> definitions = new ConcurrentHashMap<>();

    /** A version of a survey; empty where it isn't known here, for now at least. */
    public Optional<SurveyDefinition> find(String tenant, String surveyId, int version) {
        return Optional.ofNullable(definitions.get(new Key(tenant, surveyId, version)));
    }

    /** Makes a definition known. */
    public void put(String tenant, SurveyDefinition definition) {
        definitions.put(new Key(tenant, definition.surveyId(), definition.version()), definition);
    }

    /** Forgets a definition whose row is gone. */
    public void remove(String tenant, String surveyId, int version) {
        definitions.remove(new Key(tenant, surveyId, version));
    }
}
