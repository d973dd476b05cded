import { STAGES } from '../stages.ts';

/** The stages for people, one a line, in order. */
export function stageList(): string {
  const width = Math.max(...STAGES.map(({ name }) => name.length));
  return STAGES.map(({ name, lab, brings }) => `  ${name.padEnd(width)}  lab ${lab}: ${brings}`).join('\n');
}
