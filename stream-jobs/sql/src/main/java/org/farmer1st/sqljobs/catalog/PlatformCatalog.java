package org.farmer1st.sqljobs.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.Factory;

/**
 * The catalog that SQL jobs see: every Avro topic is a table already, as are {@code responses}, {@code answers} and
 * {@code transfers}; what a job creates in it are views with {@code 'connector' = 'view'}. It lives as long as one job is put
 * together, and remembers which tables that job reads.
 */
public final class PlatformCatalog extends GenericInMemoryCatalog {

    /** Its name. */
    public static final String NAME = "platform";

    private static final String DATABASE = "streams";
    private static final String CONNECTOR = "connector";

    private final TableInput input;
    private final ViewOutput output;
    private final Set<String> read = new TreeSet<>();
    private final List<Transformation<?>> ends = new ArrayList<>();

    public PlatformCatalog(TableInput input, ViewOutput output) {
        super(NAME, DATABASE);
        this.input = input;
        this.output = output;
        PlatformTables.byName().values().forEach(this::add);
    }

    private void add(TopicTable<?, ?> table) {
        try {
            createTable(
                    new ObjectPath(DATABASE, table.name()),
                    CatalogTable.newBuilder()
                            .schema(table.schema())
                            .comment(table.description())
                            .options(Map.of(CONNECTOR, "topic"))
                            .build(),
                    false);
        } catch (TableAlreadyExistException | DatabaseNotExistException e) {
            throw new IllegalStateException("The table " + table.name() + " can't be added to the catalog", e);
        }
    }

    /** The topics that the job reads, as far as it was put together. */
    public Set<String> topicsRead() {
        return Set.copyOf(read);
    }

    /** What the job has to run beside what leads to its view, as far as it was put together. */
    public List<Transformation<?>> ends() {
        return List.copyOf(ends);
    }

    @Override
    public Optional<Factory> getFactory() {
        return Optional.of(new TablesAndViews());
    }

    private final class TablesAndViews implements DynamicTableSourceFactory, DynamicTableSinkFactory {

        @Override
        public DynamicTableSource createDynamicTableSource(Context context) {
            String name = context.getObjectIdentifier().getObjectName();
            if (ViewTables.isView(context.getCatalogTable())) {
                throw new ValidationException(
                        name + " is the view that this job writes; a job doesn't read its own view");
            }
            TopicTable<?, ?> table = PlatformTables.get(name);
            read.add(table.topic().name());
            return new TopicTableSource(table, input, ends);
        }

        @Override
        public DynamicTableSink createDynamicTableSink(Context context) {
            String name = context.getObjectIdentifier().getObjectName();
            if (!ViewTables.isView(context.getCatalogTable())) {
                throw new ValidationException(name + " is a topic; a job inserts into its view only");
            }
            return new ViewTableSink(ViewTables.definition(name, context.getCatalogTable()), output);
        }

        @Override
        public String factoryIdentifier() {
            return NAME;
        }

        @Override
        public Set<ConfigOption<?>> requiredOptions() {
            return Set.of();
        }

        @Override
        public Set<ConfigOption<?>> optionalOptions() {
            return Set.of();
        }
    }
}
