/**
 * A temporary failure that is not the caller's fault. It is answered with 503, so that SNS retries the delivery. Its
 * message goes to the log; the caller gets a fixed sentence.
 */
export abstract class TemporaryError extends Error {}
