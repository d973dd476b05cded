/** The header with the key of a control API: of the platform, or of the faults. */
export const KEY_HEADER = 'x-platform-key';
