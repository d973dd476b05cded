import { UsageError } from '@interstella/libs/errors';
import { type Stage, STAGES } from '../stages.ts';

/** The stages for people, one a line, in order. */
export function stageList(): string {
  const width = Math.max(...STAGES.map(({ name }) => name.length));
  return STAGES.map(({ name, lab, brings }) => `  ${name.padEnd(width)}  lab ${lab}: ${brings}`).join('\n');
}

/** @throws UsageError that lists the stages */
export function stageNamed(name: string): Stage {
  const stage = STAGES.find((one) => one.name === name);
  if (!stage) throw new UsageError(`There is no stage ${name}. The stages, in order:\n${stageList()}`);
  return stage;
}
