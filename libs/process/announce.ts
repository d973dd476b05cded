/**
 * Sends the parent process, over the IPC channel, a message that this process is ready, with its URL and port: the parent
 * cannot know a port that was 0. Does nothing without an IPC channel, as in a container.
 */
export function announceReady(facts: Readonly<Record<string, string | number>>): void {
  // A failure is ignored: if the parent is gone, `stopOnSignal` stops this process.
  process.send?.({ ready: facts }, undefined, undefined, () => undefined);
}
