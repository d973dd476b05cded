/** A list whose elements each have the list's own name, as SQS writes lists. */
export class Flattened {
  constructor(readonly elements: readonly Xml[]) {}
}

/** The content of a Query reply: an array becomes `<member>`s, a Map `<entry>`s of key and value, undefined nothing. */
export type Xml =
  | string
  | number
  | boolean
  | readonly Xml[]
  | ReadonlyMap<string, string>
  | { readonly [name: string]: Xml | Flattened | undefined };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser would turn a bare carriage return into a line feed.
  '\r': '&#xD;',
};

/** Characters that XML 1.0 cannot carry, not even as a reference: most control characters and half surrogates. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

export function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, '\uFFFD')
    .replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}

export function renderXml(value: Xml): string {
  if (typeof value !== 'object') return escapeXml(String(value));
  if (isList(value)) return value.map((member) => `<member>${renderXml(member)}</member>`).join('');
  if (isMap(value)) return Array.from(value, renderEntry).join('');
  return Object.entries(value)
    .flatMap(([name, child]) => {
      const children = child instanceof Flattened ? child.elements : [child];
      return children.map((each) => (each === undefined ? '' : `<${name}>${renderXml(each)}</${name}>`));
    })
    .join('');
}

function renderEntry([key, value]: [string, string]): string {
  return `<entry><key>${escapeXml(key)}</key><value>${escapeXml(value)}</value></entry>`;
}

function isList(value: object): value is readonly Xml[] {
  return Array.isArray(value);
}

function isMap(value: object): value is ReadonlyMap<string, string> {
  return value instanceof Map;
}
