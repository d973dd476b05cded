/**
 * The CDK app that cdk.json names, or what it has synthesized before from the same context in the same run of the tests:
 * a step synthesizes anew what an earlier one has shown, refused or held, and that takes seconds each time.
 *
 * Usage: as the command line's own app, with KEPT_ASSEMBLIES in its environment.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const {
  KEPT_ASSEMBLIES: folder = '',
  CDK_OUTDIR: output = '',
  CDK_CONTEXT_JSON: context = '',
  // Where the context is too long for the environment.
  CONTEXT_OVERFLOW_LOCATION_ENV: rest,
  CDK_DEFAULT_REGION: region = '',
} = process.env;

const hash = createHash('sha256').update(`${region} ${context}`);
if (rest !== undefined) hash.update(readFileSync(rest));
const kept = join(folder, hash.digest('hex'));

if (existsSync(kept)) {
  cpSync(kept, output, { recursive: true });
} else {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'infra/main.ts'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
  if (status === 0) keep();
}

function keep() {
  const whole = join(folder, randomUUID());
  mkdirSync(folder, { recursive: true });
  cpSync(output, whole, { recursive: true });
  try {
    renameSync(whole, kept);
  } catch {
    // Another suite has kept it meanwhile.
    rmSync(whole, { recursive: true });
  }
}
