import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { UsageError } from '@interstella/libs/errors';

/** What cdk reads beside cdk.json in every synth: values that tools found out. */
const CdkContext = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ participantAccounts: v.optional(v.string(), '') }),
);

const ACCOUNT = /^\d{12}$/;

/**
 * Records accounts that may subscribe to HQ's topics in cdk's own context file, as `participantAccounts`: every deployment
 * of HQ reads it there.
 *
 * @param file cdk.context.json
 * @returns what takes it back, as long as nobody has changed the file since
 * @throws UsageError if one is no account, or the file cannot be read
 */
export async function recordParticipantAccounts(
  file: string,
  accounts: readonly string[],
): Promise<() => Promise<void>> {
  const wrong = accounts.find((account) => !ACCOUNT.test(account));
  if (wrong !== undefined)
    throw new UsageError(`${JSON.stringify(wrong)} is no AWS account: it must have 12 digits.`);
  const before = await textOf(file);
  const context = parsed(file, before);
  const known = context.participantAccounts.split(',').filter((account) => account !== '');
  const participantAccounts = [...new Set([...known, ...accounts])].sort().join();
  if (participantAccounts === context.participantAccounts) return () => Promise.resolve();
  const after = `${JSON.stringify({ ...context, participantAccounts }, null, 2)}\n`;
  await replace(file, after);
  return async () => {
    if ((await textOf(file)) !== after) return;
    await (before === undefined ? rm(file, { force: true }) : replace(file, before));
  };
}

/** @returns undefined where there is no such file */
function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}

function parsed(file: string, text = '{}'): v.InferOutput<typeof CdkContext> {
  const result = v.safeParse(CdkContext, text);
  if (result.success) return result.output;
  throw new UsageError(`${file} cannot be read: ${result.issues[0].message}. Mend it first.`);
}

/** All or nothing, whatever happens meanwhile. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
