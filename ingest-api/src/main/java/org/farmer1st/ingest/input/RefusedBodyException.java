package org.farmer1st.ingest.input;

import java.io.IOException;
import org.farmer1st.runtime.http.ApiException;

/** A body that is not read on, because of what it is; thrown through whatever reads it. */
public final class RefusedBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ApiException answer;

    RefusedBodyException(ApiException answer) {
        super(answer.getMessage());
        this.answer = answer;
    }

    /** What the caller is told. */
    public ApiException answer() {
        return answer;
    }
}
