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

/**
 * Installs or builds; where that fails, the process ends with the message, as JSON where --json asks for it.
 *
 * @param {() => Promise<void>} work
 */
export async function setUp(work) {
  try {
    await work();
  } catch (error) {
    const isForPrograms = process.argv.slice(0, [...process.argv, '--'].indexOf('--')).includes('--json');
    if (!(error instanceof SetupFailure) && !isForPrograms) throw error;
    const { code, exitCode, message } =
      error instanceof SetupFailure
        ? error
        : new SetupFailure(error instanceof Error ? error.message : String(error));
    if (isForPrograms) console.log(JSON.stringify({ error: { code, message } }));
    else console.error(message);
    process.exit(exitCode);
  }
}
