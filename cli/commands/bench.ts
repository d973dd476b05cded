import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';

export function addBench(command: Command): void {
  command
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]')
    .action((options: string[]) => {
      const { status } = spawnSync(process.execPath, [join(ROOT, 'bench', 'dist', 'main.js'), ...options], {
        stdio: 'inherit',
      });
      process.exitCode = status ?? 1;
    });
}
