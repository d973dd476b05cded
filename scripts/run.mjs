#!/usr/bin/env node
/**
 * The `interstella` command: installs and builds what is missing, then runs the command line in this same process, so
 * that a signal reaches it directly.
 */
import { exemptLoopback, rereadProxies } from './direct-loopback.mjs';
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();
exemptLoopback(process.env);
rereadProxies();
const { setUp } = await import('./setup-failure.mjs');
await setUp(async () => {
  const { installIfNeeded } = await import('./install.mjs');
  await installIfNeeded({ dev: false });
  // On Node 20 the AWS SDK announces that it will want a newer Node from 2027 on; nothing a user could do here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { buildIfNeeded } = await import('./build.mjs');
  await buildIfNeeded();
});
const cli = '../cli/dist/interstella.js';
await import(cli);
