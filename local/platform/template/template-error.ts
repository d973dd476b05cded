import { NamedError } from '@interstella/libs/errors';
/** Something in a template that cannot be run here, and where it stands. */
export interface Problem {
  readonly logicalId: string;
  /** Below the resource's properties, such as `LoadBalancers[1].ContainerPort`; empty for the resource itself. */
  readonly path: string;
  readonly reason: string;
}

/** The template says what the reader does not understand. Names every problem at once, by logical id and path. */
export class TemplateError extends NamedError {
  readonly code = 'TEMPLATE_NOT_SUPPORTED';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ logicalId, path, reason }) =>
      [`  ${logicalId}`, ...(path ? [`, ${path}`] : []), `: ${reason}`].join(''),
    );
    super(
      [
        'This template cannot be run on this machine as it stands:',
        ...lines,
        'Teach the reader (local/platform/template/) what it means; or, if it means nothing here, say so in local/platform/template/ignored.ts.',
      ].join('\n'),
    );
    this.problems = problems;
  }
}
