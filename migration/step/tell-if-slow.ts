/** What is answered by then needs no word. */
const SLOW_MS = 2_000;

/** Waits for something, and says so once it takes long: silence looks like a program that hangs. */
export async function tellIfSlow<T>(work: Promise<T>, tell: () => void, slowMs = SLOW_MS): Promise<T> {
  const timer = setTimeout(tell, slowMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
