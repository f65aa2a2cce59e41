package org.farmer1st.runtime.http;

/** Every error code of our HTTP interfaces: whose fault it is, its status, and whether the same request may be sent again. */
public enum ErrorCode {
    VALIDATION_FAILED(Owner.CALLER, 400, false, "The body or a parameter breaks rules; `details` names each fault."),
    MALFORMED_REQUEST(Owner.CALLER, 400, false, "The body isn't the JSON it should be."),
    INVALID_RECEIPT(Owner.CALLER, 400, false, "A receipt that we didn't sign."),
    UNAUTHENTICATED(Owner.CALLER, 401, false, "No token, or one that isn't valid now."),
    FORBIDDEN(Owner.CALLER, 403, false, "A valid token that doesn't permit this."),
    NOT_FOUND(Owner.CALLER, 404, false, "Nothing is there."),
    SURVEY_UNKNOWN(Owner.CALLER, 404, true, "This survey or version isn't known here; it may be on its way."),
    METHOD_NOT_ALLOWED(Owner.CALLER, 405, false, "The path knows other methods."),
    REQUEST_TIMEOUT(Owner.CALLER, 408, true, "The body came too slowly, or stopped coming."),
    RESPONSE_CONFLICT(Owner.CALLER, 409, false, "The same identity with other content."),
    SURVEY_CLOSED(Owner.CALLER, 409, false, "The survey isn't open at the response's business time."),
    SURVEY_CONFLICT(Owner.CALLER, 409, false, "This version of the survey is published with another definition."),
    PAYLOAD_TOO_LARGE(Owner.CALLER, 413, false, "The body is larger than is accepted."),
    UNSUPPORTED_MEDIA_TYPE(Owner.CALLER, 415, false, "A content type or encoding that isn't spoken here."),
    IDEMPOTENCY_KEY_REUSED(Owner.CALLER, 422, false, "The idempotency key was used for another request."),
    HEADERS_TOO_LARGE(Owner.CALLER, 431, false, "The address or the headers are larger than is accepted."),
    RATE_LIMITED(Owner.CALLER, 429, true, "More requests than are granted."),
    INTERNAL(Owner.US, 500, true, "A bug of ours."),
    UNAVAILABLE(Owner.DEPENDENCY, 503, true, "Something that we depend on is gone or slow, or we are full.");

    /** Who can do something about an error. */
    public enum Owner {
        CALLER,
        US,
        DEPENDENCY
    }

    private final Owner owner;
    private final int status;
    private final boolean retryable;
    private final String meaning;

    ErrorCode(Owner owner, int status, boolean retryable, String meaning) {
        this.owner = owner;
        this.status = status;
        this.retryable = retryable;
        this.meaning = meaning;
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

    /** What it says to a caller, in a sentence. */
    public String meaning() {
        return meaning;
    }
}
