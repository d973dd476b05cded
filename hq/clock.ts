/** Tells the time, in milliseconds since 1970. Passed in, so that tests decide what time it is. */
export type Clock = () => number;
