/** Installs the packages of devDependencies where they are missing, for an npm script that runs one of them. */
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();
const { setUp } = await import('./setup-failure.mjs');
const { installIfNeeded } = await import('./install.mjs');
await setUp(() => installIfNeeded({ dev: true }));
