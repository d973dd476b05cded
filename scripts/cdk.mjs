#!/usr/bin/env node
/**
 * `npx cdk` here: the workspace's own AWS CDK command line, also in a fresh clone, where npx would otherwise offer to download
 * whatever package has that name.
 */
import { join } from 'node:path';
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();
const { setUp } = await import('./setup-failure.mjs');
const { installIfNeeded, ROOT } = await import('./install.mjs');
await setUp(() => installIfNeeded({ dev: true }));
await import(join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'));
