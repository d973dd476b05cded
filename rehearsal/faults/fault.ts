import type { ServiceFault } from '@interstella/local/platform';

/** HQ as a whole, killed and started again after its time, or stopped and let go on. */
export interface HqFault {
  readonly kind: 'kill' | 'hang';
  readonly target: 'hq';
  readonly forMs: number;
}

/** Deliveries that come twice, or out of order. */
export interface SnsFault {
  readonly kind: 'duplicate' | 'shuffle';
  readonly target: 'sns';
  readonly forMs: number;
}

/** Something that is broken on purpose, for a while; it heals by itself. */
export type Fault = ServiceFault | HqFault | SnsFault;

export function isHqFault(fault: Fault): fault is HqFault {
  return fault.target === 'hq';
}

export function isSnsFault(fault: Fault): fault is SnsFault {
  return fault.target === 'sns';
}
