package org.farmer1st.runtime.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An answer that is an error. Carries no stack trace: it is an answer, not an accident. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Fault> details;
    private final transient Duration retryAfter;

    public ApiException(ErrorCode code, String message) {
        this(code, message, List.of());
    }

    public ApiException(ErrorCode code, String message, List<Fault> details) {
        this(code, message, details, null);
    }

    private ApiException(ErrorCode code, String message, List<Fault> details, Duration retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
    }

    /** Something we depend on is gone; {@code retryAfter} goes into the answer and its Retry-After header. */
    public static ApiException unavailable(String message, Duration retryAfter) {
        return new ApiException(ErrorCode.UNAVAILABLE, message, List.of(), retryAfter);
    }

    /** More was asked than is granted. */
    public static ApiException rateLimited(String message, Duration retryAfter) {
        return new ApiException(ErrorCode.RATE_LIMITED, message, List.of(), retryAfter);
    }

    /** One or more faults of a request, each with its path. */
    public static ApiException invalid(List<Fault> faults) {
        return new ApiException(
                ErrorCode.VALIDATION_FAILED,
                faults.size() == 1 ? "The request has a fault." : "The request has " + faults.size() + " faults.",
                faults);
    }

    public ErrorCode code() {
        return code;
    }

    /** What is wrong where; often empty. */
    public List<Fault> details() {
        return details == null ? List.of() : details;
    }

    /** When to come back, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
