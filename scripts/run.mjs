#!/usr/bin/env node
/**
 * The `interstella` command: installs and builds what is missing, then runs the command line in this same process, so
 * that a signal reaches it directly.
 */
import { installIfNeeded } from './install.mjs';

installIfNeeded();
const { buildIfNeeded } = await import('./build.mjs');
await buildIfNeeded();
const cli = './dist/interstella.js';
await import(cli);
