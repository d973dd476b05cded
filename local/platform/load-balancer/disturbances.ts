import type { Socket } from 'node:net';

/** What is done on purpose to the requests for a target group. Health checks go their own way and are not touched. */
export type Disturbance =
  | { readonly kind: 'slow'; /** Before a target is asked, in milliseconds. */ readonly delayMs: number }
  | {
      readonly kind: 'error';
      /** Of the requests that are answered 500 at once, 0 to 1. */ readonly share: number;
    };

interface Lasting {
  readonly disturbance: Disturbance;
  readonly until: number;
}

/** Disturbances by target group. Each ends by itself, whatever becomes of who asked for it. */
export class Disturbances {
  readonly #clock: () => number;
  readonly #byTargetGroup = new Map<string, Lasting>();

  /** @param clock tells milliseconds, as Date.now does */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** Begins one, instead of what there may be for the target group. @param forMs how long it lasts */
  begin(targetGroup: string, disturbance: Disturbance, forMs: number): void {
    this.#byTargetGroup.set(targetGroup, { disturbance, until: this.#clock() + forMs });
  }

  /** The one in force now. */
  on(targetGroup: string): Disturbance | undefined {
    const lasting = this.#byTargetGroup.get(targetGroup);
    if (lasting === undefined) return undefined;
    if (this.#clock() < lasting.until) return lasting.disturbance;
    this.#byTargetGroup.delete(targetGroup);
    return undefined;
  }
}

/** Calls one of both once: `onward` after the delay, or `onGone` if the client's connection is closed before. */
export function after(
  delayMs: number,
  socket: Socket,
  { onward, onGone }: { readonly onward: () => void; readonly onGone: () => void },
): void {
  const gone = () => {
    clearTimeout(timer);
    onGone();
  };
  const timer = setTimeout(() => {
    socket.off('close', gone);
    onward();
  }, delayMs);
  socket.once('close', gone);
}
