import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';

export function addBench(program: Command): void {
  program
    .command('bench')
    .description('measure the services against bare node:http; --help for its options')
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
