package org.farmer1st.ingest.surveys;

import java.util.Arrays;
import java.util.Optional;
import org.farmer1st.events.AnswerType;

/** The types of questions, as definitions name them. */
public enum QuestionType {
    INTEGER("integer", AnswerType.INTEGER),
    DECIMAL("decimal", AnswerType.DECIMAL),
    TEXT("text", AnswerType.TEXT),
    SELECT_ONE("select_one", AnswerType.SELECT_ONE),
    SELECT_MULTIPLE("select_multiple", AnswerType.SELECT_MULTIPLE),
    DATE("date", AnswerType.DATE),
    DATETIME("datetime", AnswerType.DATETIME),
    GEOPOINT("geopoint", AnswerType.GEOPOINT),
    /** Not a question itself: a group of questions, answered as often as needed. */
    REPEAT("repeat", AnswerType.UNKNOWN);

    private final String spelling;
    private final AnswerType answerType;

    QuestionType(String spelling, AnswerType answerType) {
        this.spelling = spelling;
        this.answerType = answerType;
    }

    /** The type as a definition spells it. */
    public static Optional<QuestionType> of(String spelling) {
        return Arrays.stream(values()).filter(t -> t.spelling.equals(spelling)).findFirst();
    }

    public String spelling() {
        return spelling;
    }

    /** The type of its answers in events; UNKNOWN for a repeat, which has none. */
    public AnswerType answerType() {
        return answerType;
    }

    public boolean isNumber() {
        return this == INTEGER || this == DECIMAL;
    }

    public boolean isSelect() {
        return this == SELECT_ONE || this == SELECT_MULTIPLE;
    }
}
