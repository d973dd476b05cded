import { connect } from 'node:net';
import type { TargetAddress } from '../load-balancer/targets.ts';

const LIMIT_MS = 1_000;

/** Whether somebody takes connections at the address. */
export function accepts({ host, port }: TargetAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: LIMIT_MS });
    const end = (listens: boolean) => () => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
