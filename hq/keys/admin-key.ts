/** HQ's admin key. */
export abstract class AdminKey {
  /**
   * Resolves with undefined where HQ has none: what only the instructor may do is closed then.
   *
   * @throws AdminKeyUnavailableError if nobody can tell now
   */
  abstract current(): Promise<string | undefined>;
}
