interface Row {
  /** Of the command. */
  readonly exitCode: 1 | 2 | 130;
  /** What has happened, for docs/errors.md. */
  readonly meaning: string;
}

/**
 * How a command fails. A code stays as it is once it is published, since programs compare it: `--json` prints it.
 * docs/errors.md is made of this table.
 */
export const ERROR_CODES = {
  USAGE: { exitCode: 2, meaning: 'An argument, an option or a setting is wrong, or cannot be had here.' },
  NOTHING_RUNS: { exitCode: 2, meaning: 'The command needs a kit on this machine, and none runs.' },
  RUNS_ALREADY: { exitCode: 2, meaning: 'A kit runs here already, or is being started.' },
  PORT_TAKEN: { exitCode: 2, meaning: 'Another program listens on a port that the kit needs.' },
  NO_AWS_ACCESS: { exitCode: 2, meaning: 'No AWS region or credentials are set, or AWS refuses them.' },
  WRONG_ORDER: { exitCode: 2, meaning: 'After the step nobody would gather a resource.' },
  GATE_HOLDS: { exitCode: 1, meaning: 'The step was not taken: orders from before it are still open.' },
  CHANGED_MEANWHILE: { exitCode: 1, meaning: 'The step was not taken: another one came first.' },
  STEP_GOES_ON: { exitCode: 130, meaning: 'The command was stopped, and the step that it began goes on.' },
  STOPPED: { exitCode: 130, meaning: 'The command was stopped before its end.' },
  HQ_WRONG_REQUEST: { exitCode: 2, meaning: 'Interstella HQ does not know what was asked for.' },
  HQ_REFUSED: { exitCode: 1, meaning: 'Interstella HQ answered with another error.' },
  HQ_NO_ANSWER: { exitCode: 1, meaning: 'Interstella HQ did not answer, or not in time.' },
  PLATFORM_WRONG_REQUEST: { exitCode: 2, meaning: 'The kit does not know what was asked for.' },
  PLATFORM_REFUSED: { exitCode: 1, meaning: 'The kit answered with another error.' },
  PLATFORM_NO_ANSWER: { exitCode: 1, meaning: 'The kit did not answer, or broke off.' },
  KIT_FAILED: { exitCode: 1, meaning: 'A program of the kit, or its first stage, did not start, or ended.' },
  TEMPLATE_NOT_SUPPORTED: { exitCode: 1, meaning: 'A template has something that cannot be run here.' },
  AWS_ERROR: { exitCode: 1, meaning: 'A call to AWS, or to the endpoints of the kit, failed.' },
  CANNOT_TAKE_OVER: { exitCode: 1, meaning: 'The services that would take over on AWS are not well.' },
  NOT_STABLE: { exitCode: 1, meaning: 'A stage on AWS was deployed and did not become stable in time.' },
  CDK_FAILED: { exitCode: 1, meaning: 'A command of cdk failed.' },
  TASK_FAILED: { exitCode: 1, meaning: 'The task of `run-task` did not run, or did not stop.' },
  STACK_NOT_DELETED: { exitCode: 1, meaning: 'A stack is still there after `clean`.' },
  PRICE_UNKNOWN: { exitCode: 1, meaning: 'A template has something whose price is not known here.' },
  DOCKER_FAILED: { exitCode: 1, meaning: 'A command of Docker failed.' },
  SETUP_FAILED: { exitCode: 1, meaning: 'Installing the packages, or building, failed.' },
  UNEXPECTED: { exitCode: 1, meaning: 'Anything else; the message says what.' },
} as const satisfies Readonly<Record<string, Row>>;

export type ErrorCode = keyof typeof ERROR_CODES;
