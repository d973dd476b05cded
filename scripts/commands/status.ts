import { connectToAws } from '../cloud/aws.ts';
import { type ContextOptions, contextOf, settingsFor } from '../cloud/context.ts';
import { readStatus } from '../cloud/status.ts';
import { statusText } from '../cloud/status-text.ts';
import { colorsFor } from '../terminal/colors.ts';

export interface StatusOptions extends ContextOptions {
  readonly hqUrl?: string;
  readonly participant?: string;
  readonly json: boolean;
}

/** `interstella status`: what is deployed, and how it is. Resolves with the exit code: 1 if anything is not well. */
export async function status(options: StatusOptions): Promise<number> {
  const aws = await connectToAws();
  const settings = await settingsFor(contextOf(options), aws.region);
  const found = await readStatus(aws, { ...options, settings });
  const text = options.json ? JSON.stringify(found, null, 2) : statusText(found, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  const isWell = found.problems.length === 0 && !found.hq?.problem && !found.interstella?.problem;
  return isWell ? 0 : 1;
}
