/** Carries the key of the platform's control API. */
export const KEY_HEADER = 'x-platform-key';
