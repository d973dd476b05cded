/** A table in Markdown: the first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function boldRatio(ratio: number): string {
  return `**${ratio.toFixed(2)}**`;
}

/** The reasons of a failure below a title; nothing without a reason. */
export function failure(title: string, reasons: readonly string[]): string[] {
  return reasons.length === 0 ? [] : [`**${title}**`, reasons.map((reason) => `- ${reason}`).join('\n')];
}
