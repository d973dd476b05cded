/** What is said of a change, and of which resources. */
export interface Sentence {
  readonly text: string;
  /** Logical ids. */
  readonly about: readonly string[];
}

/** A part that changed in a few of its fields; nothing if none of them is worth a word. */
export function changedSentence(
  subject: string,
  changes: readonly string[],
  about: readonly string[],
): readonly Sentence[] {
  return changes.length === 0 ? [] : [{ text: `${subject}: ${changes.join(', ')}`, about }];
}
