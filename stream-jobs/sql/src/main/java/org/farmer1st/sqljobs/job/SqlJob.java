package org.farmer1st.sqljobs.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.SinkModifyOperation;
import org.apache.flink.table.operations.ddl.CreateTableOperation;
import org.apache.flink.table.operations.ddl.CreateViewOperation;
import org.apache.flink.table.types.DataType;
import org.farmer1st.postgres.attached.InvalidViewException;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.sqljobs.catalog.PlatformCatalog;
import org.farmer1st.sqljobs.catalog.SampleFaultException;
import org.farmer1st.sqljobs.catalog.TableInput;
import org.farmer1st.sqljobs.catalog.ViewOutput;
import org.farmer1st.sqljobs.catalog.ViewTables;

/**
 * A job that is one file of SQL: a {@code CREATE TABLE} of the view that it feeds, {@code CREATE VIEW} for steps between, and
 * one {@code INSERT INTO} that view. What is wrong is a {@link SqlFaultException}, with its place in the file.
 */
public final class SqlJob {

    private static final Pattern PLACE = Pattern.compile("[Ll]ine (\\d+), column (\\d+)");
    private static final Pattern PLACE_OF_VALIDATION = Pattern.compile(
            "(?:SQL validation failed\\. )?(?:From|At) line \\d+, column \\d+(?: to line \\d+, column \\d+)?: ");
    private static final int MEANING_CHARACTERS = 12;

    private final StreamExecutionEnvironment environment;
    private final StreamTableEnvironment tables;
    private final PlatformCatalog catalog;
    private final StringBuilder meaning = new StringBuilder();
    private ViewDefinition view;
    private SqlStatement insert;

    // What takes its place makes catalogs from texts; this one is made of this job's input and output.
    @SuppressWarnings("deprecation")
    private SqlJob(StreamExecutionEnvironment environment, PlatformCatalog catalog) {
        this.environment = environment;
        this.catalog = catalog;
        this.tables = StreamTableEnvironment.create(
                environment, EnvironmentSettings.newInstance().inStreamingMode().build());
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        tables.registerCatalog(PlatformCatalog.NAME, catalog);
        tables.useCatalog(PlatformCatalog.NAME);
    }

    /**
     * Puts a job together in an environment; it is the caller's to execute.
     *
     * @param name the job's, which is its file's and its view's
     * @param sql the file
     * @throws SqlFaultException where anything is wrong with it
     */
    public static SqlJob define(
            StreamExecutionEnvironment environment, String name, String sql, TableInput input, ViewOutput output) {
        SqlJob job = new SqlJob(environment, new PlatformCatalog(input, output));
        List<SqlStatement> statements = SqlStatement.split(sql);
        statements.forEach(statement -> job.read(name, statement));
        if (job.view == null) {
            throw new SqlFaultException(
                    1, 1, "the file makes no view: CREATE TABLE " + name + " (…) WITH ('connector' = 'view', …)", null);
        }
        if (job.insert == null) {
            throw new SqlFaultException(1, 1, "the file feeds no view: INSERT INTO " + name + " SELECT …", null);
        }
        job.attach();
        job.nameOperators();
        return job;
    }

    /** The view that it feeds. */
    public ViewDefinition view() {
        return view;
    }

    /** The topics that it reads. */
    public Set<String> topicsRead() {
        return catalog.topicsRead();
    }

    /**
     * Stands for what it computes: comments, blanks, descriptions and who may read it are not in it. State and rows of a job
     * with another one can't be gone on with.
     */
    public String meaning() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(meaning.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, MEANING_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private void read(String name, SqlStatement statement) {
        for (Operation operation : parse(statement)) {
            if (operation instanceof CreateTableOperation create) {
                readView(name, statement, create);
            } else if (operation instanceof CreateViewOperation) {
                translated(statement, () -> ((TableEnvironmentInternal) tables).executeInternal(operation));
                meaning.append(statement.meaning()).append(';');
            } else if (operation instanceof SinkModifyOperation modify && insert == null) {
                readInsert(statement, modify);
            } else if (operation instanceof SinkModifyOperation) {
                throw statement.fault("a job has one INSERT INTO: put several queries together with UNION ALL");
            } else {
                throw statement.fault("a job's file holds CREATE TABLE, CREATE VIEW and INSERT INTO, and nothing else");
            }
        }
    }

    private List<Operation> parse(SqlStatement statement) {
        return translated(
                statement, () -> ((TableEnvironmentInternal) tables).getParser().parse(statement.text()));
    }

    private void readView(String name, SqlStatement statement, CreateTableOperation create) {
        String table = create.getTableIdentifier().getObjectName();
        if (view != null) {
            throw statement.fault("a job feeds one view; " + table + " would be another");
        }
        if (!table.equals(name)) {
            throw statement.faultAt(table, "the view of " + name + ".sql is " + name + ", not " + table);
        }
        ResolvedCatalogTable resolved = create.getCatalogTable();
        if (resolved.getResolvedSchema().getPrimaryKey().isEmpty()) {
            throw statement.faultAt(
                    table, "the view needs a key that begins with the tenant: PRIMARY KEY (tenant, …) NOT ENFORCED");
        }
        String first =
                resolved.getResolvedSchema().getPrimaryKey().get().getColumns().get(0);
        if (!first.equals(ViewDefinition.TENANT)) {
            throw statement.faultAt(
                    "PRIMARY",
                    "the key must begin with tenant, so that readers can be kept to their own tenant's rows; it begins with "
                            + first);
        }
        try {
            view = ViewTables.definition(name, resolved);
        } catch (InvalidViewException e) {
            throw statement.faultAt(table, String.join("; ", e.faults()));
        } catch (IllegalArgumentException e) {
            throw statement.faultAt(table, e.getMessage());
        }
        translated(statement, () -> ((TableEnvironmentInternal) tables).executeInternal(create));
        resolved.getResolvedSchema().getColumns().forEach(column -> meaning.append(column.getName())
                .append(' ')
                .append(column.getDataType())
                .append(','));
        meaning.append(view.key()).append(';');
    }

    private void readInsert(SqlStatement statement, SinkModifyOperation modify) {
        if (view == null) {
            throw statement.fault("CREATE TABLE of the view comes before the INSERT INTO it");
        }
        String target = modify.getContextResolvedTable().getIdentifier().getObjectName();
        if (!target.equals(view.view())) {
            throw statement.faultAt(target, "a job inserts into its own view only, " + view.view());
        }
        checkKeyIsNeverNull(statement, modify);
        insert = statement;
        meaning.append(statement.meaning()).append(';');
    }

    /** Otherwise the job would stop at the first row with a NULL in its key. */
    private void checkKeyIsNeverNull(SqlStatement statement, SinkModifyOperation modify) {
        List<DataType> selected = modify.getChild().getResolvedSchema().getColumnDataTypes();
        // Where the insertion lists columns, Flink has put what is selected into the view's order by now.
        for (int i = 0; i < Math.min(selected.size(), view.columns().size()); i++) {
            if (selected.get(i).getLogicalType().isNullable()) {
                String column = view.columns().get(i).name();
                if (view.key().contains(column)) {
                    throw statement.fault(
                            "what is selected for " + column
                                    + " may be NULL, and a key may not: group by and select COALESCE(…, 'unknown') or the like");
                }
            }
        }
    }

    private void attach() {
        translated(insert, () -> {
            StreamStatementSet statements = tables.createStatementSet();
            statements.addInsertSql(insert.text());
            statements.attachAsDataStream();
            return null;
        });
        catalog.ends().forEach(environment::addOperator);
    }

    private interface Translation<T> {
        T get();
    }

    /** Flink's exceptions, as faults with a place in the file. */
    private static <T> T translated(SqlStatement statement, Translation<T> translation) {
        try {
            return translation.get();
        } catch (SqlFaultException | SampleFaultException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            String said = e.getMessage() == null ? e.toString() : e.getMessage();
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause.getMessage() != null && !said.contains(cause.getMessage())) {
                    said = said + "\n" + cause.getMessage();
                }
            }
            Matcher place = PLACE.matcher(said);
            boolean placed = place.find();
            throw new SqlFaultException(
                    placed ? Integer.parseInt(place.group(1)) : statement.line(),
                    placed ? Integer.parseInt(place.group(2)) : statement.column(),
                    shortened(said),
                    e);
        }
    }

    private static String shortened(String said) {
        int expectations = said.indexOf("\nWas expecting");
        return PLACE_OF_VALIDATION
                .matcher(expectations < 0 ? said : said.substring(0, expectations))
                .replaceAll("")
                .strip();
    }

    /**
     * A uid for each operator that has none: the job's meaning, and its place. So a job that means the same finds its state
     * again, and one that means something else finds none, instead of going on with somebody else's numbers.
     */
    private void nameOperators() {
        Map<Transformation<?>, Boolean> seen = new IdentityHashMap<>();
        String prefix = meaning();
        environment.getTransformations().forEach(end -> nameOperators(end, prefix, seen));
    }

    private static void nameOperators(
            Transformation<?> transformation, String prefix, Map<Transformation<?>, Boolean> seen) {
        if (seen.put(transformation, true) == null) {
            int place = seen.size();
            if (transformation.getUid() == null) {
                transformation.setUid(prefix + "-" + place);
            }
            transformation.getInputs().forEach(input -> nameOperators(input, prefix, seen));
        }
    }
}
