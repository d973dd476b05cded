import type { Environment } from './program.ts';

/** The environment with which a Node.js program runs a module before its own code: a way to put a fault into a bundle. */
export function preload(script: string): Environment {
  const url = `data:text/javascript,${encodeURIComponent(script).replaceAll("'", '%27')}`;
  return { NODE_OPTIONS: `--import ${url}` };
}
