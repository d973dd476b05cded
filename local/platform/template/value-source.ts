import type { StackPlace } from './stack-place.ts';
import type { Resource } from './template.ts';

/** Where a value comes from, and where what is wrong with it is reported. */
export interface ValueSource {
  readonly place: StackPlace;
  resource(logicalId: string): Resource | undefined;
  report(logicalId: string, path: string, reason: string): void;
  /** Takes a name that no two resources of a type may have; false if one has it already. */
  claimName(type: string, name: string): boolean;
  /** Reads again what has been reported already. */
  quietly<T>(read: () => T): T;
}
