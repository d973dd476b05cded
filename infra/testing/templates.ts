import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { buildApp } from '../build-app.ts';
import { STAGES } from '../stages.ts';
import type { Template } from './template.ts';

/** What `npx cdk` would pass on from cdk.json. */
const { context: CDK_JSON } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'),
) as { context: Record<string, unknown> };

export interface Synthesized {
  readonly stackName: string;
  readonly template: Template;
  /** For checks that look at constructs. */
  readonly stack: Stack;
  /** What the CLI would print. */
  readonly warnings: readonly string[];
}

const synthesized = new Map<string, Synthesized>();

/**
 * The stack of a stage, as `npx cdk synth -c stage=NAME -c …` makes it; each made once per test file.
 *
 * @param validate as of `synthesize`
 */
export function stackOf(
  stage: string,
  context: Readonly<Record<string, string>> = {},
  validate = false,
): Synthesized {
  const key = JSON.stringify([stage, context, validate]);
  const known = synthesized.get(key) ?? synthesize({ ...context, stage }, validate);
  synthesized.set(key, known);
  return known;
}

export function templateOf(stage: string, context: Readonly<Record<string, string>> = {}): Template {
  return stackOf(stage, context).template;
}

/** The names of the stages that the stack Interstella goes through, in order. */
export const INTERSTELLA_STAGES = STAGES.filter(({ stack }) => stack === 'Interstella').map(
  ({ name }) => name,
);

/** @param validate whether CloudFormation's own rules are checked, too; they make synth fail */
export function synthesize(context: Readonly<Record<string, string>>, validate = false): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'interstella-synth-'));
  try {
    const app = buildApp({
      outdir,
      context: { ...CDK_JSON, ...context },
      builtinCloudFormationValidation: validate,
    });
    const { stacks } = app.synth();
    const [artifact] = stacks;
    if (!artifact || stacks.length > 1)
      throw new Error(`${stacks.length} stacks were synthesized instead of one.`);
    return {
      stackName: artifact.stackName,
      template: artifact.template as Template,
      stack: app.node.findChild(artifact.id) as Stack,
      warnings: artifact.messages.map(({ entry }) => JSON.stringify(entry.data)),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
