import { describe } from '@jest/globals';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** `describe` where `moto_server` is on the PATH; elsewhere it is skipped, and says so. */
export function describeWithMoto(name: string, suite: () => void): void {
  if (isOnPath('moto_server')) {
    describe(name, suite);
    return;
  }
  process.stdout.write(
    `Skipped, since moto_server is not on the PATH (pip install 'moto[server]'): ${name}\n`,
  );
  describe.skip(name, suite);
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
