import type { LocalKit } from '../kit/local-kit.ts';

/** Told in one line what is going on. */
export type Show = (text: string) => void;

/** From nothing to a stage that is up. */
export async function startUp(kit: LocalKit, show: Show): Promise<void> {
  for (const { title, run } of kit.steps) {
    show(title);
    await run(show);
  }
}
