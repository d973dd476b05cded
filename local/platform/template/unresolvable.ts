/** A value that cannot be known, with the reason. */
export class Unresolvable extends Error {
  override readonly name = 'Unresolvable';
}
