import { join, resolve } from 'node:path';
import { TOPIC_ARN } from './cases.ts';
import type { SnsSigner } from './deliveries/sns-signer.ts';
import type { Plan } from './plan.ts';
import type { Child } from './processes/child.ts';
import type { Children } from './processes/children.ts';
import type { Cores } from './processes/cores.ts';

/** The dependencies that all measurements of one run share. */
export interface Bench {
  readonly plan: Plan;
  readonly cores: Cores;
  readonly children: Children;
  readonly generator: Child;
  readonly upstream: Child;
  readonly signer: SnsSigner;
  /** A folder that is removed at the end. */
  readonly scratch: string;
  /** Prints a line of progress. */
  readonly progress: (text: string) => void;
}

/** The part of it that a measurement of kits needs. */
export type KitBench = Pick<Bench, 'plan' | 'children' | 'scratch' | 'progress'>;

/** The repository, seen from this program's place in `bench/dist/`. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** The files for the results of a full run, and for those of the part `million`. */
export const RESULTS_FILE = join(ROOT, 'bench', 'RESULTS.md');
export const MILLION_FILE = join(ROOT, 'bench', 'MILLION.md');

/** This program in another role, as {@link Child} takes it. */
export function roleProgram(role: string, ...args: string[]): [string, ...string[]] {
  return [join(ROOT, 'bench', 'dist', 'main.js'), '--role', role, ...args];
}

export const BARE_FASTIFY: readonly [string] = [join(ROOT, 'bench', 'baseline', 'bare-fastify.mjs')];

/** The bundle of a service, as its image carries it. */
export function serviceProgram(room: string): [string] {
  return [join(ROOT, room, 'dist', 'main.js')];
}

/** The whole environment of each server under test: nothing of the user's own gets in. */
export function serverEnvironment({ upstream, signer }: Pick<Bench, 'upstream' | 'signer'>) {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_FORMAT: 'text',
    DIRECT_ORDERS: 'open',
    TOPIC_ARN,
    SNS_PINNED_CERTIFICATE: signer.certificate,
    API_KEY: 'the-key-of-the-bench',
    API_ENDPOINT: `http://127.0.0.1:${upstream.port}/receiving/`,
    monolithUrl: `http://127.0.0.1:${upstream.port}`,
  };
}
