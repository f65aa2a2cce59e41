package org.farmer1st.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.farmer1st.events.Submission;
import org.farmer1st.ingest.IngestClient.Answer;
import org.farmer1st.ingest.KafkaFixture.Read;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.schemas.Topics;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that can be wrong with a request, each with what it is answered: on real Kafka, registry and Redis. No answer and
 * no line of the log repeats what was sent, names anything inside of the server or holds a stack trace; and after all of it
 * nothing is in the log of record, and a good response is accepted. How cells are written is in {@link BadRequest}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputsIT {

    /** What would tell of the server's inside, or of somebody's data. */
    private static final List<String> NEVER_SAID = List.of(
            BadRequest.MARK,
            "Exception",
            "java.",
            "org.farmer1st",
            "\tat ",
            "etty",
            "avalin",
            "ackson",
            "fasterxml",
            "nimbus",
            "Kafka",
            "Redis",
            "127.0.0.1");

    private static final String RESPONSES = "/v1/responses";
    private static final String BATCH = "/v1/responses/batch";
    private static final List<String> JSON = List.of("Content-Type", "application/json");

    private static KafkaFixture kafka;
    private static IngestClient ingest;
    private static RecordedLog log;

    @BeforeAll
    static void start() throws Exception {
        BackingServices services = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.REDIS)
                .provisioned();
        kafka = KafkaFixture.of(services);
        kafka.publish("bad", "plots", 1, BadRequest.SURVEY);
        ingest = new IngestClient(services, Map.of("RATE_LIMIT_SUBJECT_BURST", "50000"));
        ingest.awaitReady();
        log = new RecordedLog();
    }

    @AfterAll
    static void stop() {
        log.close();
        ingest.close();
    }

    @ParameterizedTest(name = "{0}: {3} {4} at {5}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                              | field         | JSON                                       | status | code              | at
            no id                             | responseId    | absent                                     | 400 | VALIDATION_FAILED | responseId
            id null                           | responseId    | null                                       | 400 | VALIDATION_FAILED | responseId
            id a number                       | responseId    | 7                                          | 400 | VALIDATION_FAILED | responseId
            id no UUID                        | responseId    | "MARK-7"                                   | 400 | VALIDATION_FAILED | responseId
            id a character short              | responseId    | "11111111-2222-3333-4444-55555555555"      | 400 | VALIDATION_FAILED | responseId
            id in braces                      | responseId    | "{11111111-2222-3333-4444-555555555555}"   | 400 | VALIDATION_FAILED | responseId
            id an object                      | responseId    | {"MARK":1}                                 | 400 | VALIDATION_FAILED | responseId
            version of its own                | versionId     | "11111111-2222-3333-4444-555555555555"     | 400 | VALIDATION_FAILED | versionId
            version no UUID                   | versionId     | "MARK"                                     | 400 | VALIDATION_FAILED | versionId
            replaces something                | replaces      | "11111111-2222-3333-4444-555555555555"     | 400 | VALIDATION_FAILED | replaces
            no survey                         | surveyId      | absent                                     | 400 | VALIDATION_FAILED | surveyId
            survey with capitals              | surveyId      | "MARK"                                     | 400 | VALIDATION_FAILED | surveyId
            survey of 64 characters           | surveyId      | "${p*64}"                                  | 400 | VALIDATION_FAILED | surveyId
            survey a list                     | surveyId      | ["plots"]                                  | 400 | VALIDATION_FAILED | surveyId
            survey nobody published           | surveyId      | "barns"                                    | 404 | SURVEY_UNKNOWN    |
            no survey version                 | surveyVersion | absent                                     | 400 | VALIDATION_FAILED | surveyVersion
            survey version 0                  | surveyVersion | 0                                          | 400 | VALIDATION_FAILED | surveyVersion
            survey version below 0            | surveyVersion | -1                                         | 400 | VALIDATION_FAILED | surveyVersion
            survey version a half             | surveyVersion | 1.5                                        | 400 | VALIDATION_FAILED | surveyVersion
            survey version a text             | surveyVersion | "1"                                        | 400 | VALIDATION_FAILED | surveyVersion
            survey version of 32 bits + 1     | surveyVersion | 2147483648                                 | 400 | VALIDATION_FAILED | surveyVersion
            survey version huge               | surveyVersion | 1e999999999                                | 400 | VALIDATION_FAILED | surveyVersion
            survey version not yet known      | surveyVersion | 2                                          | 404 | SURVEY_UNKNOWN    |
            no farmer                         | farmerId      | absent                                     | 400 | VALIDATION_FAILED | farmerId
            farmer empty                      | farmerId      | ""                                         | 400 | VALIDATION_FAILED | farmerId
            farmer of 129 characters          | farmerId      | "${f*129}"                                 | 400 | VALIDATION_FAILED | farmerId
            farmer with a slash               | farmerId      | "MARK/1"                                   | 400 | VALIDATION_FAILED | farmerId
            farmer with a NUL                 | farmerId      | "MARK\\u0000"                              | 400 | VALIDATION_FAILED | farmerId
            farmer a number                   | farmerId      | 7                                          | 400 | VALIDATION_FAILED | farmerId
            device time without offset        | deviceTime    | "2026-11-20T08:15:00"                      | 400 | VALIDATION_FAILED | deviceTime
            device time of no calendar        | deviceTime    | "2026-02-30T08:15:00Z"                     | 400 | VALIDATION_FAILED | deviceTime
            device time in year 10000         | deviceTime    | "+10000-01-01T00:00:00Z"                   | 400 | VALIDATION_FAILED | deviceTime
            device time in year 0             | deviceTime    | "0000-01-01T00:00:00Z"                     | 400 | VALIDATION_FAILED | deviceTime
            device time a number              | deviceTime    | 1763626500                                 | 400 | VALIDATION_FAILED | deviceTime
            sent at no time                   | sentAt        | "MARK"                                     | 400 | VALIDATION_FAILED | sentAt
            position a list                   | location      | [-19.1,33.4]                               | 400 | VALIDATION_FAILED | location
            position without longitude        | location      | {"latitude":-19.1}                         | 400 | VALIDATION_FAILED | location
            latitude beyond the pole          | location      | {"latitude":90.1,"longitude":33.4}         | 400 | VALIDATION_FAILED | location.latitude
            longitude beyond 180              | location      | {"latitude":1,"longitude":-180.1}          | 400 | VALIDATION_FAILED | location.longitude
            latitude twice                    | location      | {"latitude":1,"latitude":2,"longitude":3}  | 400 | VALIDATION_FAILED | location.latitude
            accuracy below 0                  | location      | {"latitude":1,"longitude":3,"accuracyMeters":-1} | 400 | VALIDATION_FAILED | location.accuracyMeters
            altitude a text                   | location      | {"latitude":1,"longitude":3,"altitude":"MARK"}   | 400 | VALIDATION_FAILED | location.altitude
            latitude infinite                 | location      | {"latitude":1e999,"longitude":3}           | 400 | VALIDATION_FAILED | location.latitude
            position with something more      | location      | {"latitude":1,"longitude":3,"name":"MARK"} | 400 | VALIDATION_FAILED | location.name
            no answers                        | answers       | absent                                     | 400 | VALIDATION_FAILED | answers
            answers null                      | answers       | null                                       | 400 | VALIDATION_FAILED | answers
            answers a list                    | answers       | ["MARK"]                                   | 400 | VALIDATION_FAILED | answers
            answers none at all               | answers       | {}                                         | 400 | VALIDATION_FAILED | answers.village
            a field that nobody knows         | phone         | "MARK"                                     | 400 | VALIDATION_FAILED | phone
            a field with a name of 999        | ${n*999}      | 1                                          | 400 | VALIDATION_FAILED | ${n*100}…
            device time before it opened      | deviceTime    | "2025-12-31T23:59:59Z"                     | 409 | SURVEY_CLOSED     |
            """)
    void aResponseWithOneWrongField(String what, String field, String json, int status, String code, String at)
            throws Exception {
        String body = BadRequest.response(BadRequest.text(field), BadRequest.text(json));

        refused(post(RESPONSES, body.getBytes(UTF_8)), status, code, BadRequest.text(at));
    }

    @ParameterizedTest(name = "{0}: {3} {4} at {5}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                              | question | JSON                                   | status | code              | at
            a required one left out           | village  | absent                                 | 400 | VALIDATION_FAILED | answers.village
            a required one null               | village  | null                                   | 400 | VALIDATION_FAILED | answers.village
            a question that isn't there       | phone    | "MARK"                                 | 400 | VALIDATION_FAILED | answers.phone
            choice a number                   | village  | 1                                      | 400 | VALIDATION_FAILED | answers.village
            choice that isn't there           | village  | "MARK"                                 | 400 | VALIDATION_FAILED | answers.village
            choice in a list                  | village  | ["God"]                                | 400 | VALIDATION_FAILED | answers.village
            choices not a list                | items    | "cart"                                 | 400 | VALIDATION_FAILED | answers.items
            choices with one that isn't there | items    | ["cart","MARK"]                        | 400 | VALIDATION_FAILED | answers.items[1]
            choices with a number             | items    | [3]                                    | 400 | VALIDATION_FAILED | answers.items[0]
            choices with one twice            | items    | ["cart","cart"]                        | 400 | VALIDATION_FAILED | answers.items[1]
            text a number                     | name     | 7                                      | 400 | VALIDATION_FAILED | answers.name
            text an object                    | name     | {"MARK":"MARK"}                        | 400 | VALIDATION_FAILED | answers.name
            text of 32769 characters          | name     | "${x*32769}"                           | 400 | VALIDATION_FAILED | answers.name
            text with a NUL                   | name     | "MARK\\u0000"                          | 400 | VALIDATION_FAILED | answers.name
            text with half a character        | name     | "MARK\\ud83d"                          | 400 | VALIDATION_FAILED | answers.name
            text with halves the wrong way    | name     | "MARK\\udc00\\ud83d"                   | 400 | VALIDATION_FAILED | answers.name
            whole number a text               | rooms    | "3"                                    | 400 | VALIDATION_FAILED | answers.rooms
            whole number a half               | rooms    | 3.5                                    | 400 | VALIDATION_FAILED | answers.rooms
            whole number true                 | rooms    | true                                   | 400 | VALIDATION_FAILED | answers.rooms
            whole number below the least      | rooms    | -1                                     | 400 | VALIDATION_FAILED | answers.rooms
            whole number beyond the most      | rooms    | 21                                     | 400 | VALIDATION_FAILED | answers.rooms
            whole number of 64 bits + 1       | rooms    | 9223372036854775808                    | 400 | VALIDATION_FAILED | answers.rooms
            whole number of 99 digits         | rooms    | ${9*99}                                | 400 | VALIDATION_FAILED | answers.rooms
            whole number, a small huge one    | rooms    | 1e2000000000                           | 400 | VALIDATION_FAILED | answers.rooms
            decimal a text                    | area     | "2.5"                                  | 400 | VALIDATION_FAILED | answers.area
            decimal too large                 | area     | 1e400                                  | 400 | VALIDATION_FAILED | answers.area
            decimal below the least           | area     | 0.49                                   | 400 | VALIDATION_FAILED | answers.area
            number of 101 digits              | area     | ${9*101}                               | 400 | MALFORMED_REQUEST |
            day without zeros                 | planted  | "2026-3-1"                             | 400 | VALIDATION_FAILED | answers.planted
            day of no calendar                | planted  | "2026-02-29"                           | 400 | VALIDATION_FAILED | answers.planted
            day with a time                   | planted  | "2026-03-01T00:00:00Z"                 | 400 | VALIDATION_FAILED | answers.planted
            day a number                      | planted  | 20260301                               | 400 | VALIDATION_FAILED | answers.planted
            time without offset               | started  | "2026-03-01T10:00:00"                  | 400 | VALIDATION_FAILED | answers.started
            time with an offset of 25 hours   | started  | "2026-03-01T10:00:00+25:00"            | 400 | VALIDATION_FAILED | answers.started
            position a text                   | field    | "-19.1 33.4"                           | 400 | VALIDATION_FAILED | answers.field
            position beyond the pole          | field    | {"latitude":-91,"longitude":0}         | 400 | VALIDATION_FAILED | answers.field.latitude
            position empty                    | field    | {}                                     | 400 | VALIDATION_FAILED | answers.field
            repeat an object                  | plots    | {"size":1}                             | 400 | VALIDATION_FAILED | answers.plots
            repeat of numbers                 | plots    | [1]                                    | 400 | VALIDATION_FAILED | answers.plots[0]
            repeat with a hole                | plots    | [{"size":1},null]                      | 400 | VALIDATION_FAILED | answers.plots[1]
            required in a repeat left out     | plots    | [{"size":1},{}]                        | 400 | VALIDATION_FAILED | answers.plots[1].size
            wrong in a repeat in a repeat     | plots    | [{"size":1,"crops":[{"crop":1}]}]      | 400 | VALIDATION_FAILED | answers.plots[0].crops[0].crop
            unknown in a repeat               | plots    | [{"size":1,"phone":"MARK"}]            | 400 | VALIDATION_FAILED | answers.plots[0].phone
            10001 plots of 2 questions        | plots    | [{"size":1}${,{"size":1}*10000}]       | 400 | VALIDATION_FAILED | answers.plots[9995]
            nested 40 deep in no question     | phone    | ${[*38}${]*38}                         | 400 | VALIDATION_FAILED | answers.phone
            nested 41 deep                    | phone    | ${[*39}${]*39}                         | 400 | MALFORMED_REQUEST |
            nested 100000 deep                | phone    | ${[*100000}${]*100000}                 | 400 | MALFORMED_REQUEST |
            objects nested 100000 deep        | phone    | ${{"a":*100000}1${}*100000}            | 400 | MALFORMED_REQUEST |
            """)
    void aResponseWithOneWrongAnswer(String what, String question, String json, int status, String code, String at)
            throws Exception {
        String body = BadRequest.responseAnswering(question, BadRequest.text(json));

        refused(post(RESPONSES, body.getBytes(UTF_8)), status, code, at);
    }

    @ParameterizedTest(name = "{0}: {2} {3} at {4}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                              | body                                              | status | code              | at
            nothing                           | absent                                            | 400 | MALFORMED_REQUEST |
            white space                       | ${ *9}                                            | 400 | MALFORMED_REQUEST |
            no JSON                           | MARK                                              | 400 | MALFORMED_REQUEST |
            a text                            | "MARK"                                            | 400 | VALIDATION_FAILED | ''
            a number                          | 7                                                 | 400 | VALIDATION_FAILED | ''
            null                              | null                                              | 400 | VALIDATION_FAILED | ''
            a list                            | [GOOD]                                            | 400 | VALIDATION_FAILED | ''
            broken off                        | {"responseId":"MARK                               | 400 | MALFORMED_REQUEST |
            a brace too many                  | GOOD}                                             | 400 | MALFORMED_REQUEST |
            two documents                     | GOOD GOOD                                         | 400 | MALFORMED_REQUEST |
            a comma too many                  | {"surveyVersion":1,}                              | 400 | MALFORMED_REQUEST |
            a comment                         | /* MARK */ GOOD                                   | 400 | MALFORMED_REQUEST |
            single quotes                     | {"surveyId":'MARK'}                               | 400 | MALFORMED_REQUEST |
            a name without quotes             | {surveyId:"MARK"}                                 | 400 | MALFORMED_REQUEST |
            NaN                               | {"surveyVersion":NaN}                             | 400 | MALFORMED_REQUEST |
            a number with a zero before       | {"surveyVersion":01}                              | 400 | MALFORMED_REQUEST |
            a line end in a text              | {"surveyId":"${hex 0a}"}                          | 400 | MALFORMED_REQUEST |
            an escape that isn't one          | {"surveyId":"\\x41"}                              | 400 | MALFORMED_REQUEST |
            a byte order mark before          | ${hex ef bb bf}{}                                 | 400 | VALIDATION_FAILED | responseId
            UTF-16                            | ${hex fe ff 00 7b 00 7d}                          | 400 | MALFORMED_REQUEST |
            UTF-32                            | ${hex 00 00 00 7b 00 00 00 7d}                    | 400 | MALFORMED_REQUEST |
            UCS-4 in an odd order             | ${hex 00 00 2e 00}                                | 400 | MALFORMED_REQUEST |
            UTF-8: a stray continuation       | {"surveyId":"${hex 80}"}                          | 400 | MALFORMED_REQUEST |
            UTF-8: cut short                  | {"surveyId":"${hex c3}"}                          | 400 | MALFORMED_REQUEST |
            UTF-8: longer than need be        | {"surveyId":"${hex c0 af}"}                       | 400 | MALFORMED_REQUEST |
            UTF-8: half a character           | {"surveyId":"${hex ed a0 80}"}                    | 400 | MALFORMED_REQUEST |
            UTF-8: beyond Unicode             | {"surveyId":"${hex f5 80 80 80}"}                 | 400 | MALFORMED_REQUEST |
            UTF-8: ISO 8859-1                 | {"answers":{"name":"Jo${hex e3}o"}}               | 400 | MALFORMED_REQUEST |
            a NUL                             | ${hex 00}                                         | 400 | MALFORMED_REQUEST |
            a key twice                       | {"farmerId":"f-1","farmerId":"f-2"}               | 400 | VALIDATION_FAILED | farmerId
            an unknown key twice              | {"phone":"MARK","phone":"MARK"}                   | 400 | VALIDATION_FAILED | phone
            answers twice                     | {"answers":{},"answers":{}}                       | 400 | VALIDATION_FAILED | answers
            a question twice                  | {"surveyId":"plots","surveyVersion":1,"answers":{"rooms":1,"rooms":2}} | 400 | VALIDATION_FAILED | answers.rooms
            a question twice, survey after    | {"answers":{"rooms":1,"rooms":2},"surveyId":"plots","surveyVersion":1} | 400 | VALIDATION_FAILED | answers.rooms
            a name of 1001                    | {"${n*1001}":1}                                   | 400 | MALFORMED_REQUEST |
            101 faults and more               | {"surveyId":"plots","surveyVersion":1,"answers":{"items":[1${,1*500}]}} | 400 | VALIDATION_FAILED | answers.items[99]
            larger than 1 MiB                 | GOOD${ *1048576}                                  | 413 | PAYLOAD_TOO_LARGE |
            cut off, of nearly 1 MiB          | {"answers":${ *1048560}                           | 400 | MALFORMED_REQUEST |
            """)
    void aBodyThatIsNoResponse(String what, String body, int status, String code, String at) throws Exception {
        refused(post(RESPONSES, BadRequest.bytes(body)), status, code, at);
    }

    @ParameterizedTest(name = "{0}: {3} {4}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                          | headers                                                  | body                     | status | code
            a form                        | Content-Type: application/x-www-form-urlencoded          | a=MARK                   | 415 | UNSUPPORTED_MEDIA_TYPE
            a file                        | Content-Type: multipart/form-data                        | MARK                     | 415 | UNSUPPORTED_MEDIA_TYPE
            XML                           | Content-Type: application/xml                            | <a>MARK</a>              | 415 | UNSUPPORTED_MEDIA_TYPE
            text                          | Content-Type: text/plain                                 | GOOD                     | 415 | UNSUPPORTED_MEDIA_TYPE
            a patch of JSON               | Content-Type: application/merge-patch+json               | GOOD                     | 415 | UNSUPPORTED_MEDIA_TYPE
            lines where one is taken      | Content-Type: application/x-ndjson                       | GOOD                     | 415 | UNSUPPORTED_MEDIA_TYPE
            no type at all                | Content-Type: MARK                                       | GOOD                     | 415 | UNSUPPORTED_MEDIA_TYPE
            another character set         | Content-Type: application/json; charset=iso-8859-1       | GOOD                     | 415 | UNSUPPORTED_MEDIA_TYPE
            deflate                       | Content-Type: application/json & Content-Encoding: deflate | GOOD                    | 415 | UNSUPPORTED_MEDIA_TYPE
            Brotli                        | Content-Type: application/json & Content-Encoding: br     | GOOD                     | 415 | UNSUPPORTED_MEDIA_TYPE
            gzip twice                    | Content-Type: application/json & Content-Encoding: gzip, gzip | ${gzip}${gzip}GOOD   | 415 | UNSUPPORTED_MEDIA_TYPE
            an encoding nobody knows      | Content-Type: application/json & Content-Encoding: MARK   | GOOD                     | 415 | UNSUPPORTED_MEDIA_TYPE
            gzip that is none             | Content-Type: application/json & Content-Encoding: gzip   | GOOD                     | 400 | MALFORMED_REQUEST
            gzip of nothing               | Content-Type: application/json & Content-Encoding: gzip   | absent                   | 400 | MALFORMED_REQUEST
            gzip broken off               | Content-Type: application/json & Content-Encoding: gzip   | ${hex 1f 8b 08 00 00 00 00 00 00 ff ab 56} | 400 | MALFORMED_REQUEST
            gzip with a wrong checksum    | Content-Type: application/json & Content-Encoding: gzip   | ${hex 1f 8b 08 00 00 00 00 00 00 ff 03 00 00 00 00 01 00 00 00 00} | 400 | MALFORMED_REQUEST
            gzip of a gzip                | Content-Type: application/json & Content-Encoding: gzip   | ${gzip}${gzip}GOOD       | 400 | MALFORMED_REQUEST
            gzip of bad JSON              | Content-Type: application/json & Content-Encoding: gzip   | ${gzip}{"MARK            | 400 | MALFORMED_REQUEST
            a bomb                        | Content-Type: application/json & Content-Encoding: gzip   | ${gzip}${ *30000000}     | 413 | PAYLOAD_TOO_LARGE
            a bomb below the limit        | Content-Type: application/json & Content-Encoding: gzip   | ${gzip}${ *1000000}      | 413 | PAYLOAD_TOO_LARGE
            another tenant                | Content-Type: application/json & X-Tenant: MARK           | GOOD                     | 403 | FORBIDDEN
            a header of 17000 characters  | Content-Type: application/json & X-More: ${MARK*2900}     | GOOD                     | 431 | HEADERS_TOO_LARGE
            """)
    void aBodyInTheWrongForm(String what, String headers, String body, int status, String code) throws Exception {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token()));
        for (String header : BadRequest.text(headers).split(" & ")) {
            all.addAll(List.of(header.split(": ", 2)));
        }

        refused(ingest.exchange("POST", RESPONSES, BadRequest.bytes(body), all), status, code, null);
    }

    @ParameterizedTest(name = "{0}: {3} {4}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                          | type                 | body                                  | status | code
            a list alone                  | application/json     | [GOOD]                                | 400 | MALFORMED_REQUEST
            another field                 | application/json     | {"items":[GOOD]}                      | 400 | MALFORMED_REQUEST
            a field before                | application/json     | {"MARK":1,"responses":[GOOD]}         | 400 | MALFORMED_REQUEST
            a field after                 | application/json     | {"responses":[],"MARK":1}             | 400 | MALFORMED_REQUEST
            no list                       | application/json     | {"responses":{}}                      | 400 | MALFORMED_REQUEST
            nothing                       | application/json     | absent                                | 400 | MALFORMED_REQUEST
            broken off in an item         | application/json     | {"responses":[{"responseId":"MARK     | 400 | MALFORMED_REQUEST
            broken off after an item      | application/json     | {"responses":[{}                      | 400 | MALFORMED_REQUEST
            UCS-4 in an odd order         | application/json     | ${hex 00 3f 00 00}                    | 400 | MALFORMED_REQUEST
            bad UTF-8                     | application/json     | {"responses":[{"surveyId":"${hex c0 af}"}]} | 400 | MALFORMED_REQUEST
            something after               | application/json     | {"responses":[]} MARK                 | 400 | MALFORMED_REQUEST
            nested 100000 deep            | application/json     | {"responses":${[*100000}${]*100000}}  | 400 | MALFORMED_REQUEST
            10001 lines                   | application/x-ndjson | ${7⏎*10001}                           | 413 | PAYLOAD_TOO_LARGE
            10001 items                   | application/json     | {"responses":[7${,7*10000}]}          | 413 | PAYLOAD_TOO_LARGE
            larger than 64 MiB            | application/json     | {"responses":[${ *67108864}]}         | 413 | PAYLOAD_TOO_LARGE
            lines that aren't JSON        | text/csv             | MARK,1                                | 415 | UNSUPPORTED_MEDIA_TYPE
            """)
    void aBatchThatIsNone(String what, String type, String body, int status, String code) throws Exception {
        Answer answer = ingest.exchange(
                "POST",
                BATCH,
                BadRequest.bytes(body),
                List.of("Authorization", "Bearer " + token(), "Content-Type", type));

        refused(answer, status, code, null);
    }

    @ParameterizedTest(name = "{0}: {2} {3} at {4}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                          | item                                     | status | code              | at
            no JSON                       | MARK                                     | rejected | MALFORMED_REQUEST |
            broken off                    | {"responseId":"MARK                      | rejected | MALFORMED_REQUEST |
            a number                      | 7                                        | rejected | VALIDATION_FAILED | ''
            two in a line                 | GOOD GOOD                                | rejected | MALFORMED_REQUEST |
            bad UTF-8                     | {"surveyId":"${hex ff}"}                 | rejected | MALFORMED_REQUEST |
            nothing in it                 | {}                                       | rejected | VALIDATION_FAILED | responseId
            an edit                       | {"replaces":"11111111-2222-3333-4444-555555555555"} | rejected | VALIDATION_FAILED | replaces
            too deep                      | ${[*41}${]*41}                           | rejected | MALFORMED_REQUEST |
            larger than 1 MiB             | {"${ *1048576}":1}                       | rejected | PAYLOAD_TOO_LARGE |
            a survey nobody published     | {"responseId":"11111111-2222-3333-4444-555555555555","farmerId":"f-1","surveyId":"barns","surveyVersion":1,"answers":{}} | retry | SURVEY_UNKNOWN |
            """)
    void anItemOfABatch(String what, String item, String status, String code, String at) throws Exception {
        Answer answer = ingest.exchange(
                "POST",
                BATCH,
                BadRequest.bytes(item),
                List.of("Authorization", "Bearer " + token(), "Content-Type", "application/x-ndjson"));

        assertThat(answer.status()).isEqualTo(200);
        assertSaysNothing(answer.response().body());
        JsonNode outcome = answer.data().path("items").path(0);
        assertThat(outcome.path("status").asText()).isEqualTo(status);
        assertThat(outcome.path("error").path("code").asText()).isEqualTo(code);
        assertPlace(outcome.path("error"), at);
    }

    @ParameterizedTest(name = "{0}: {4} {5} at {6}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                            | method | path                                        | body                          | status | code              | at
            nothing there                   | GET    | /v1/MARK                                    | absent                        | 404 | NOT_FOUND             |
            the root                        | GET    | /                                           | absent                        | 404 | NOT_FOUND             |
            another version                 | POST   | /v2/responses                               | GOOD                          | 404 | NOT_FOUND             |
            out of the root                 | GET    | /v1/..%2f..%2fetc%2fpasswd                  | absent                        | 404 | NOT_FOUND             |
            a NUL in the path               | GET    | /v1/%00                                     | absent                        | 400 | MALFORMED_REQUEST     |
            a method it doesn't know        | GET    | /v1/responses                               | absent                        | 405 | METHOD_NOT_ALLOWED    |
            a patch                         | PATCH  | /v1/responses                               | GOOD                          | 405 | METHOD_NOT_ALLOWED    |
            edit: farmer of 129 characters  | PUT    | /v1/farmers/${f*129}/responses/ID           | GOOD                          | 400 | VALIDATION_FAILED     | farmerId
            edit: response no UUID          | PUT    | /v1/farmers/f-1/responses/MARK              | GOOD                          | 400 | VALIDATION_FAILED     | responseId
            edit: a first version           | PUT    | /v1/farmers/f-1/responses/ID                | GOOD                          | 400 | VALIDATION_FAILED     | versionId
            edit: replaces itself           | PUT    | /v1/farmers/f-1/responses/ID                | {"versionId":"ID","replaces":"ID"} | 400 | VALIDATION_FAILED | versionId
            edit: another farmer            | PUT    | /v1/farmers/f-1/responses/ID                | {"farmerId":"MARK"}           | 400 | VALIDATION_FAILED     | farmerId
            edit: another response          | PUT    | /v1/farmers/f-1/responses/ID                | GOOD                          | 400 | VALIDATION_FAILED     | responseId
            withdrawal: response no UUID    | DELETE | /v1/farmers/f-1/responses/MARK              | absent                        | 400 | VALIDATION_FAILED     | responseId
            withdrawal: farmer of a space   | DELETE | /v1/farmers/%20/responses/ID                | absent                        | 400 | VALIDATION_FAILED     | farmerId
            survey: version no number       | GET    | /v1/surveys/plots/versions/MARK             | absent                        | 400 | VALIDATION_FAILED     | version
            survey: version huge            | GET    | /v1/surveys/plots/versions/99999999999      | absent                        | 400 | VALIDATION_FAILED     | version
            survey: unknown                 | GET    | /v1/surveys/plots/versions/2                | absent                        | 404 | SURVEY_UNKNOWN        |
            survey: no object               | PUT    | /v1/surveys/plots                           | ["MARK"]                      | 400 | VALIDATION_FAILED     | ''
            survey: a key twice             | PUT    | /v1/surveys/plots                           | {"title":"MARK","title":"b"}  | 400 | MALFORMED_REQUEST     |
            survey: UTF-16                  | PUT    | /v1/surveys/plots                           | ${hex fe ff 00 7b 00 7d}      | 400 | MALFORMED_REQUEST     |
            survey: taken for UTF-32        | PUT    | /v1/surveys/plots                           | {${hex 00 00 00 00 00 00 01}} | 400 | MALFORMED_REQUEST     |
            survey: something after         | PUT    | /v1/surveys/plots                           | SURVEY MARK                   | 400 | MALFORMED_REQUEST     |
            survey: larger than 1 MiB       | PUT    | /v1/surveys/plots                           | SURVEY${ *1048576}            | 413 | PAYLOAD_TOO_LARGE     |
            survey: another one's path      | PUT    | /v1/surveys/barns                           | SURVEY                        | 400 | VALIDATION_FAILED     | surveyId
            farmer: nothing                 | POST   | /v1/farmers                                 | {}                            | 400 | VALIDATION_FAILED     | farmerId
            farmer: a list                  | POST   | /v1/farmers                                 | []                            | 400 | VALIDATION_FAILED     | ''
            farmer: a region with capitals  | POST   | /v1/farmers                                 | {"farmerId":"f-1","region":"MARK"} | 400 | VALIDATION_FAILED | region
            farmer: a phone number          | POST   | /v1/farmers                                 | {"farmerId":"f-1","phone":"MARK"} | 400 | VALIDATION_FAILED | phone
            payout: neither id nor key      | POST   | /v1/payouts                                 | {"farmerId":"f-1","points":1} | 400 | VALIDATION_FAILED     | payoutId
            payout: of nothing              | POST   | /v1/payouts                                 | {"payoutId":"ID","farmerId":"f-1","points":0} | 400 | VALIDATION_FAILED | points
            payout: of a half               | POST   | /v1/payouts                                 | {"payoutId":"ID","farmerId":"f-1","points":0.5} | 400 | VALIDATION_FAILED | points
            payout: of too much             | POST   | /v1/payouts                                 | {"payoutId":"ID","farmerId":"f-1","points":1e99999} | 400 | VALIDATION_FAILED | points
            payout: id no UUID              | POST   | /v1/payouts                                 | {"payoutId":"MARK","farmerId":"f-1","points":1} | 400 | VALIDATION_FAILED | payoutId
            approval: neither yes nor no    | POST   | /v1/approvals/w                             | {"decision":"MARK"}           | 400 | VALIDATION_FAILED     | decision
            approval: of a long workflow    | POST   | /v1/approvals/${w*513}                      | {"decision":"approve"}        | 400 | VALIDATION_FAILED     | workflowId
            rules: version no number        | PUT    | /v1/points/rules/MARK                       | {}                            | 400 | VALIDATION_FAILED     | version
            rules: another version's path   | PUT    | /v1/points/rules/2                          | {"version":1,"inForceFrom":"2099-01-01T00:00:00Z"} | 400 | VALIDATION_FAILED | version
            rules: in force from no time    | PUT    | /v1/points/rules/1                          | {"version":1}                 | 400 | VALIDATION_FAILED     | inForceFrom
            rules: in force at once         | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2026-01-01T00:00:00Z"} | 400 | VALIDATION_FAILED | inForceFrom
            rules: below zero               | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","dailyCap":-1} | 400 | VALIDATION_FAILED | dailyCap
            rules: a budget without end     | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","budget":1e13} | 400 | VALIDATION_FAILED | budget
            rules: a streak of a day        | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","streakDays":1,"streakBonus":5} | 400 | VALIDATION_FAILED | streakDays
            rules: a bonus without a streak | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","streakBonus":5} | 400 | VALIDATION_FAILED | streakDays
            rules: expire at once           | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","expiryDays":0} | 400 | VALIDATION_FAILED | expiryDays
            rules: tiers that fall          | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","tiers":[{"name":"a","fromPoints":9},{"name":"b","fromPoints":9}]} | 400 | VALIDATION_FAILED | tiers[1].fromPoints
            rules: two tiers of a name      | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","tiers":[{"name":"a","fromPoints":1},{"name":"a","fromPoints":9}]} | 400 | VALIDATION_FAILED | tiers[1].name
            rules: more than is known       | PUT    | /v1/points/rules/1                          | {"inForceFrom":"2099-01-01T00:00:00Z","multiplier":2} | 400 | VALIDATION_FAILED | multiplier
            an address of 20000 characters  | GET    | /v1/${p*20000}                              | absent                        | 414 | HEADERS_TOO_LARGE     |
            """)
    void aRequestOfAnotherRoute(
            String what, String method, String path, String body, int status, String code, String at) throws Exception {
        String id = "11111111-2222-3333-4444-555555555555";
        byte[] bytes = BadRequest.bytes(body == null ? null : body.replace("ID", id));

        Answer answer = ingest.exchange(
                method,
                BadRequest.text(path.replace("ID", id)),
                bytes,
                List.of("Authorization", "Bearer " + token(), "Content-Type", "application/json"));

        refused(answer, status, code, at);
    }

    @ParameterizedTest(name = "{0} at {3}")
    @CsvSource(delimiter = '|', nullValues = "absent", useHeadersInDisplayName = true, textBlock = """
            what                               | in the definition               | instead                               | at
            no survey                          | "surveyId":"plots",             | absent                                | surveyId
            no title                           | "title":"Plots",                | absent                                | title
            title blank                        | "title":"Plots"                 | "title":" "                           | title
            title of 1001 characters           | "title":"Plots"                 | "title":"${t*1001}"                   | title
            title with a NUL                   | "title":"Plots"                 | "title":"\\u0000"                     | title
            version of 32 bits + 1             | "version":1                     | "version":2147483648                  | version
            version a half                     | "version":1                     | "version":1.5                         | version
            a time zone on no map              | "title":"Plots"                 | "title":"Plots","timeZone":"MARK/x"   | timeZone
            opens on no day                    | "2026-01-01"                    | "2026-13-01"                          | opensAt
            closes before it opens             | "2026-12-31"                    | "2025-12-31"                          | closesAt
            grace without end                  | "title":"Plots"                 | "title":"Plots","graceDays":99999     | graceDays
            kept for no day                    | "title":"Plots"                 | "title":"Plots","retentionDays":0     | retentionDays
            no points                          | "points":{"base":5},            | absent                                | points
            points below 0                     | "base":5                        | "base":-5                             | points.base
            points huge                        | "base":5                        | "base":1e30                           | points.base
            more about points                  | "base":5                        | "base":5,"bonus":1                    | points.bonus
            groups of nobody                   | "minGroupSize":1                | "minGroupSize":0                      | privacy.minGroupSize
            a dimension that isn't there       | "dimensions":["village"]        | "dimensions":["phone"]                | dimensions[0]
            a dimension twice                  | "dimensions":["village"]        | "dimensions":["village","village"]    | dimensions[1]
            a dimension a repeat               | "dimensions":["village"]        | "dimensions":["plots"]                | dimensions[0]
            a dimension personal               | "dimensions":["village"]        | "dimensions":["name"]                 | dimensions[0]
            nine dimensions                    | "dimensions":["village"]        | "dimensions":["a","b","c","d","e","f","g","h","i"] | dimensions
            a question without a name          | "name":"rooms",                 | absent                                | questions[3].name
            a question with a slash            | "name":"rooms"                  | "name":"a/b"                          | questions[3].name
            a question twice                   | "name":"rooms"                  | "name":"name"                         | questions[3].name
            a type that isn't one              | "type":"date"                   | "type":"MARK"                         | questions[5].type
            more about a question              | "type":"date"                   | "type":"date","hint":"MARK"           | questions[5].hint
            choices of a number                | "type":"integer"                | "type":"integer","choices":["a"]      | questions[3].choices
            limits of a day                    | "type":"date"                   | "type":"date","min":1                 | questions[5].min
            no choices                         | "choices":["God","Ruaca"]       | "choices":[]                          | questions[0].choices
            a choice twice                     | "choices":["God","Ruaca"]       | "choices":["God","God"]               | questions[0].choices[1]
            a choice of 201 characters         | "choices":["God","Ruaca"]       | "choices":["${c*201}"]                | questions[0].choices[0]
            most below least                   | "min":0,"max":20                | "min":20,"max":0                      | questions[3].max
            least infinite                     | "min":0,"max":20                | "min":1e999                           | questions[3].min
            required perhaps                   | "required":true                 | "required":"MARK"                     | questions[0].required
            a repeat of nothing                | "questions":[{"name":"crop","type":"text"}] | "questions":[]            | questions[8].questions[1].questions
            """)
    void aDefinitionWithOneFault(String what, String there, String instead, String at) throws Exception {
        assertThat(BadRequest.SURVEY).contains(there);
        String body = BadRequest.SURVEY.replace(there, instead == null ? "" : BadRequest.text(instead));

        Answer answer = ingest.exchange(
                "PUT",
                "/v1/surveys/plots",
                body.getBytes(UTF_8),
                List.of("Authorization", "Bearer " + token(), "Content-Type", "application/json"));

        refused(answer, 400, "VALIDATION_FAILED", at);
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @MethodSource("authorizations")
    void aRequestOfNobody(String what, List<String> headers, int status, String code) throws Exception {
        List<String> all = new ArrayList<>(JSON);
        all.addAll(headers);

        Answer answer = ingest.exchange("POST", RESPONSES, BadRequest.bytes("GOOD"), all);

        refused(answer, status, code, null);
        for (String header : headers) {
            if (header.length() > 30) {
                assertThat(answer.response().body()).doesNotContain(header.substring(10));
            }
        }
    }

    static Stream<Arguments> authorizations() throws Exception {
        JWSHeader rs256 =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("test").build();
        JWTClaimsSet good = claims().build();
        Instant now = Instant.now();
        return Stream.of(
                unauthenticated("no header", List.of()),
                unauthenticated("another scheme", List.of("Authorization", "Basic WmF3YWRpOlphd2FkaQ==")),
                unauthenticated("no token", List.of("Authorization", "Bearer ")),
                unauthenticated("no JWT", bearer(BadRequest.MARK)),
                unauthenticated("two headers", both(bearer(token()), bearer(token()))),
                unauthenticated("a token of 9000 characters", bearer("x".repeat(9_000))),
                unauthenticated("no signature", bearer(new PlainJWT(good).serialize())),
                unauthenticated("a signature cut off", bearer(token().replaceFirst("[^.]*$", ""))),
                unauthenticated("another payload", bearer(tampered(token()))),
                unauthenticated(
                        "another key of the same name",
                        bearer(IngestClient.sign(rs256, good, new RSASSASigner(new RSAKeyGenerator(2048).generate())))),
                unauthenticated(
                        "the public key as a secret",
                        bearer(IngestClient.sign(
                                new JWSHeader.Builder(JWSAlgorithm.HS256)
                                        .keyID("test")
                                        .build(),
                                good,
                                new MACSigner(ingest.publicKey())))),
                unauthenticated(
                        "another type of token",
                        bearer(ingest.sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID("test")
                                        .type(new JOSEObjectType("logout+jwt"))
                                        .build(),
                                good))),
                unauthenticated(
                        "a key that isn't published",
                        bearer(ingest.sign(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID(BadRequest.MARK)
                                        .build(),
                                good))),
                unauthenticated("expired", with(claims -> claims.expirationTime(Date.from(now.minusSeconds(3_600))))),
                unauthenticated("no end", with(claims -> claims.expirationTime(null))),
                unauthenticated("not yet", with(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(3_600))))),
                unauthenticated("no issuer", with(claims -> claims.issuer(null))),
                unauthenticated("another issuer", with(claims -> claims.issuer("https://zawadi.example"))),
                unauthenticated("another audience", with(claims -> claims.audience(BadRequest.MARK))),
                unauthenticated("no audience", with(claims -> claims.audience((String) null))),
                unauthenticated("no subject", with(claims -> claims.subject(null))),
                unauthenticated("a subject with a space", with(claims -> claims.subject(BadRequest.MARK + " M"))),
                unauthenticated("a subject of 257", with(claims -> claims.subject("s".repeat(257)))),
                unauthenticated("no tenant", with(claims -> claims.claim("tenant", null))),
                unauthenticated("a tenant with a slash", with(claims -> claims.claim("tenant", "bad/f-1"))),
                unauthenticated("a tenant a number", with(claims -> claims.claim("tenant", 7))),
                unauthenticated("no roles", with(claims -> claims.claim("roles", null))),
                unauthenticated("roles empty", with(claims -> claims.claim("roles", List.of()))),
                unauthenticated("a role nobody knows", with(claims -> claims.claim("roles", List.of("root")))),
                unauthenticated("a role, not in a list", with(claims -> claims.claim("roles", "admin"))),
                forbidden("a reader's role", with(claims -> claims.claim("roles", List.of("stakeholder")))),
                forbidden("another farmer", with(claims -> claims.claim("roles", List.of("farmer")))),
                forbidden("an issuer of another tenant", with(claims -> claims.issuer(IngestClient.PARTNER_ISSUER))),
                forbidden("another X-Tenant", both(bearer(token()), List.of("X-Tenant", BadRequest.MARK))),
                Arguments.of(
                        "a tenant without this survey",
                        with(claims -> claims.claim("tenant", "elsewhere")),
                        404,
                        "SURVEY_UNKNOWN"));
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            what                     | request, a semicolon a line                                                        | status | code
            no HTTP                  | MARK                                                                               | 400 | MALFORMED_REQUEST
            another version of HTTP  | GET /v1/responses HTTP/7.1; Host: a                                                | 400 | MALFORMED_REQUEST
            no host                  | GET /v1/responses HTTP/1.1                                                         | 400 | MALFORMED_REQUEST
            a bad escape in the path | GET /v1/%zz HTTP/1.1; Host: a                                                      | 400 | MALFORMED_REQUEST
            bad UTF-8 in the path    | GET /v1/%ff%fe HTTP/1.1; Host: a                                                   | 400 | MALFORMED_REQUEST
            two lengths              | POST /v1/responses HTTP/1.1; Host: a; Content-Length: 5; Content-Length: 6         | 400 | MALFORMED_REQUEST
            a length and chunks      | POST /v1/responses HTTP/1.1; Host: a; Content-Length: 5; Transfer-Encoding: chunked | 400 | MALFORMED_REQUEST
            a length below 0         | POST /v1/responses HTTP/1.1; Host: a; Content-Length: -5                           | 400 | MALFORMED_REQUEST
            a header on two lines    | POST /v1/responses HTTP/1.1; Host: a; X-More: b;  MARK                             | 400 | MALFORMED_REQUEST
            a header of 20000        | GET /health/live HTTP/1.1; Host: a; X-More: ${x*20000}                             | 431 | HEADERS_TOO_LARGE
            a body broken off        | POST /v1/responses HTTP/1.1; Host: a; Authorization: Bearer TOKEN; Content-Length: 500 | 400 | MALFORMED_REQUEST
            bad chunks               | POST /v1/responses HTTP/1.1; Host: a; Authorization: Bearer TOKEN; Transfer-Encoding: chunked; ; MARK | 400 | MALFORMED_REQUEST
            """)
    void aRequestThatIsNoHttp(String what, String lines, int status, String code) throws Exception {
        String request = BadRequest.text(lines).replace("TOKEN", token()).replace("; ", "\r\n") + "\r\n\r\n";

        String answer = ingest.sendRaw(request.getBytes(UTF_8));

        assertThat(answer).startsWith("HTTP/1.1 " + status + ' ').doesNotContain("Server:");
        assertSaysNothing(answer);
        JsonNode envelope = Json.mapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(envelope.path("error").path("code").asText()).isEqualTo(code);
    }

    /** Larger than what a connection holds: its sender is still writing when the server knows enough. */
    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource({"/v1/responses, '', 413", "/v1/responses/batch, x, 400", "/v1/nothing, '', 404"})
    void aRefusalArrivesWhateverIsStillBeingSent(String path, String begin, int status) throws Exception {
        byte[] body = (begin + " ".repeat(20_000_000)).getBytes(UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";

        String answer = ingest.sendRaw((head + new String(body, UTF_8)).getBytes(UTF_8));

        assertThat(answer).startsWith("HTTP/1.1 " + status + ' ');
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void afterAllOfThemNothingIsWrittenAndAGoodOneIsAccepted() throws Exception {
        String good = BadRequest.good();

        Answer accepted = post(RESPONSES, good.getBytes(UTF_8));

        assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
        List<Read<Submission>> written = kafka.read(Topics.SUBMISSIONS).stream()
                .filter(submission -> submission.key().startsWith("bad/"))
                .toList();
        assertThat(written).hasSize(1);
        assertThat(written.get(0).value().toString())
                .contains(Json.mapper().readTree(good).path("responseId").asText());
        assertThat(kafka.read(Topics.COMMANDS))
                .noneMatch(command -> command.value().getTenant().equals("bad"));
        assertThat(log.accidents()).isEmpty();
        // A signed token begins with the same header.
        String token = token().substring(0, 30);
        assertThat(log.messages()).noneMatch(message -> message.contains(BadRequest.MARK) || message.contains(token));
    }

    private static void refused(Answer answer, int status, String code, String at) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertPlace(answer.body().path("error"), at);
        assertSaysNothing(answer.response().body() + answer.response().headers().map());
    }

    private static void assertPlace(JsonNode error, String at) {
        if (at == null) {
            return;
        }
        assertThat(error.path("details").findValuesAsText("path")).contains(at);
    }

    private static void assertSaysNothing(String answer) {
        assertThat(answer).doesNotContain(NEVER_SAID);
    }

    private static Answer post(String path, byte[] body) throws Exception {
        List<String> headers = new ArrayList<>(bearer(token()));
        headers.addAll(JSON);
        return ingest.exchange("POST", path, body, headers);
    }

    private static JWTClaimsSet.Builder claims() {
        return IngestClient.claims("admin", "someone", "bad");
    }

    private static String token() throws Exception {
        return ingest.sign(claims().build());
    }

    private static List<String> with(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        return bearer(ingest.sign(change.apply(claims()).build()));
    }

    private static List<String> bearer(String token) {
        return List.of("Authorization", "Bearer " + token);
    }

    private static List<String> both(List<String> some, List<String> more) {
        List<String> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }

    /** The same signature over other claims. */
    private static String tampered(String token) throws Exception {
        String[] parts = token.split("\\.");
        String other =
                ingest.sign(IngestClient.claims("admin", "another", "bad").build());
        return parts[0] + '.' + other.split("\\.")[1] + '.' + parts[2];
    }

    private static Arguments unauthenticated(String what, List<String> headers) {
        return Arguments.of(what, headers, 401, "UNAUTHENTICATED");
    }

    private static Arguments forbidden(String what, List<String> headers) {
        return Arguments.of(what, headers, 403, "FORBIDDEN");
    }
}
