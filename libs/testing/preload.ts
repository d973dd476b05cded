import type { Environment } from './program.ts';

/** The environment that has a Node.js program run a module's text before its own: the way to put a fault into a bundle. */
export function preload(script: string): Environment {
  const url = `data:text/javascript,${encodeURIComponent(script).replaceAll("'", '%27')}`;
  return { NODE_OPTIONS: `--import ${url}` };
}
