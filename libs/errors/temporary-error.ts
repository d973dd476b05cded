/**
 * A failure that may pass, and that is not the caller's: answered with 503, so that SNS repeats the delivery. Its message
 * goes to the log, and the caller is answered a fixed sentence.
 */
export abstract class TemporaryError extends Error {}
