/** Text that is HTML already; whatever else is put into a page is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type Content = Markup | string | number | readonly Content[];

/**
 * HTML and SVG as a template whose values cannot break out of it: each is escaped, in text as in quoted attributes,
 * unless it was made by this same function.
 *
 * @example markup`<td title="${name}">${name}</td>`
 */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const rest = values.map((value, index) => textOf(value) + (strings[index + 1] ?? ''));
  return new Markup((strings[0] ?? '') + rest.join(''));
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return content.map(textOf).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
