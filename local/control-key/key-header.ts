/** Carries the key of a control API: the platform's, or that of whoever breaks something on purpose. */
export const KEY_HEADER = 'x-platform-key';
