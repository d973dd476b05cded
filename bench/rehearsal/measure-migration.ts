import { join } from 'node:path';
import type { MigrationResult } from '@interstella/rehearsal/migration/result.ts';
import type { Bench } from '../bench.ts';
import { KitCommand } from '../kit/kit-command.ts';
import type { Migration } from '../results/results.ts';
import { migrationOf } from './migration-of.ts';

/** The name for `--only`. */
export const MIGRATION = 'migration';

const LIMIT_MS = 15 * 60_000;

/** Measures a whole migration there and back under load, as `npm run migrate` runs it. A failed one is a result, too. */
export async function measureMigration({ plan, children, scratch, progress }: Bench): Promise<Migration> {
  const { rate, options } = plan.migration;
  progress(`migration there and back at ${rate} orders/s …`);
  const begun = performance.now();
  const command = children.adopt(
    new KitCommand(join(scratch, 'kit'), [
      ...['migrate', '--there-and-back', '--rate', String(rate), '--port', '0', '--json'],
      ...options,
    ]),
  );
  const { stdout } = await command.output(LIMIT_MS);
  const seconds = (performance.now() - begun) / 1_000;
  await children.stop(command);
  return migrationOf(JSON.parse(stdout) as MigrationResult, seconds);
}
