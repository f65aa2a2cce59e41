package org.farmer1st.runtime.http;

/** Every error code of our HTTP interfaces: whose fault it is, its status, and whether the same request may be sent again. */
public enum ErrorCode {
    /** The body or a parameter breaks rules; {@code details} names each fault. */
    VALIDATION_FAILED(Owner.CALLER, 400, false),
    /** The body isn't the JSON it should be. */
    MALFORMED_REQUEST(Owner.CALLER, 400, false),
    /** A receipt that we didn't sign. */
    INVALID_RECEIPT(Owner.CALLER, 400, false),
    /** No token, or one that isn't valid now. */
    UNAUTHENTICATED(Owner.CALLER, 401, false),
    /** A valid token that doesn't permit this. */
    FORBIDDEN(Owner.CALLER, 403, false),
    /** Nothing is there. */
    NOT_FOUND(Owner.CALLER, 404, false),
    /** This survey or version isn't known here; it may be on its way. */
    SURVEY_UNKNOWN(Owner.CALLER, 404, true),
    /** The path knows other methods. */
    METHOD_NOT_ALLOWED(Owner.CALLER, 405, false),
    /** The same identity with other content. */
    RESPONSE_CONFLICT(Owner.CALLER, 409, false),
    /** The survey isn't open at the response's business time. */
    SURVEY_CLOSED(Owner.CALLER, 409, false),
    /** This version of the survey is published with another definition. */
    SURVEY_CONFLICT(Owner.CALLER, 409, false),
    /** The body is larger than is accepted. */
    PAYLOAD_TOO_LARGE(Owner.CALLER, 413, false),
    /** A content type or encoding that isn't spoken here. */
    UNSUPPORTED_MEDIA_TYPE(Owner.CALLER, 415, false),
    /** More requests than are granted. */
    RATE_LIMITED(Owner.CALLER, 429, true),
    /** A bug of ours. */
    INTERNAL(Owner.US, 500, true),
    /** Something that we depend on is gone or slow, or we are full. */
    UNAVAILABLE(Owner.DEPENDENCY, 503, true);

    /** Who can do something about an error. */
    public enum Owner {
        CALLER,
        US,
        DEPENDENCY
    }

    private final Owner owner;
    private final int status;
    private final boolean retryable;

    ErrorCode(Owner owner, int status, boolean retryable) {
        this.owner = owner;
        this.status = status;
        this.retryable = retryable;
    }

    /** Who can do something about it. */
    public Owner owner() {
        return owner;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Whether the same request, sent again later, may succeed. */
    public boolean retryable() {
        return retryable;
    }
}
