import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { UsageError } from '../terminal/usage-error.ts';

/** What cdk reads beside cdk.json in every synth: values that tools found out. */
const CdkContext = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ participantAccounts: v.optional(v.string(), '') }),
);

const ACCOUNT = /^\d{12}$/;

/**
 * Records accounts that may subscribe to HQ's topics where every deployment of HQ finds them, whoever runs that and
 * however: in cdk's own context file, as `participantAccounts`.
 *
 * @param file cdk.context.json
 * @throws UsageError if one is no account, or the file cannot be read
 */
export async function recordParticipantAccounts(file: string, accounts: readonly string[]): Promise<void> {
  const wrong = accounts.find((account) => !ACCOUNT.test(account));
  if (wrong !== undefined)
    throw new UsageError(`${JSON.stringify(wrong)} is no AWS account: it must have 12 digits.`);
  const context = await read(file);
  const known = context.participantAccounts.split(',').filter((account) => account !== '');
  const participantAccounts = [...new Set([...known, ...accounts])].sort().join();
  if (participantAccounts !== context.participantAccounts)
    await replace(file, `${JSON.stringify({ ...context, participantAccounts }, null, 2)}\n`);
}

async function read(file: string): Promise<v.InferOutput<typeof CdkContext>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '{}';
    throw error;
  });
  const parsed = v.safeParse(CdkContext, text);
  if (parsed.success) return parsed.output;
  throw new UsageError(`${file} cannot be read: ${parsed.issues[0].message}. Mend it first.`);
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
