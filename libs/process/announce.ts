/**
 * Tells the process that started this one, over the IPC channel if there is one, that it is ready, and where: the
 * runner binds port 0 and so cannot know. Without a parent that listens, as in a container, nothing is sent.
 */
export function announceReady(facts: Readonly<Record<string, string | number>>): void {
  // A parent that has just gone cannot be told; `stopOnSignal` sees that it has, and ends this process in good order.
  process.send?.({ ready: facts }, undefined, undefined, () => undefined);
}
