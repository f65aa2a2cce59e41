package org.farmer1st.sqljobs.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;

/** Every table of the catalog, by name. Topics that hold what people wrote are none: {@code survey.personal, survey.rejected}. */
final class PlatformTables {

    private static final Map<String, TopicTable<?, ?>> ALL = all();

    private PlatformTables() {}

    private static Map<String, TopicTable<?, ?>> all() {
        Map<String, TopicTable<?, ?>> tables = new LinkedHashMap<>();
        add(tables, SurveyTables.responses());
        add(tables, SurveyTables.answers());
        add(tables, SurveyTables.transfers());
        for (Topic<?> topic : Topics.all()) {
            if (topic != Topics.PERSONAL && topic != Topics.REJECTED) {
                add(tables, TopicLogs.table(topic));
            }
        }
        return tables;
    }

    private static void add(Map<String, TopicTable<?, ?>> tables, TopicTable<?, ?> table) {
        tables.put(table.name(), table);
    }

    static Map<String, TopicTable<?, ?>> byName() {
        return ALL;
    }

    /** A table that is there. */
    static TopicTable<?, ?> get(String name) {
        TopicTable<?, ?> table = ALL.get(name);
        if (table == null) {
            throw new IllegalArgumentException("There is no table " + name);
        }
        return table;
    }
}
