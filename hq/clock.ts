/** Returns the time in ms since 1970. Injected, so that tests set it. */
export type Clock = () => number;
