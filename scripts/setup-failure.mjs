/** Installing or building did not work out; the message is for a person, and no stack would help. */
export class SetupFailure extends Error {
  /** @param {string} message @param {number} exitCode */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
    /** As in libs/errors/error-codes.ts. A signal has an exit code of its own. */
    this.code = exitCode === 1 ? 'SETUP_FAILED' : 'STOPPED';
  }
}
