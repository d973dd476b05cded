import type { Resource, Template } from './template.ts';

export type Properties = Readonly<Record<string, unknown>>;

/** The properties of all resources of a type, by logical id. */
export function ofType(template: Template, type: string): ReadonlyMap<string, Properties> {
  return new Map(
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, { Properties }]) => [id, Properties]),
  );
}

/** The one resource of a type of which a property has this value. */
export function theOne(
  template: Template,
  type: string,
  property: string,
  value: unknown,
): Resource & { readonly id: string } {
  const found = Object.entries(template.Resources).filter(
    ([, resource]) => resource.Type === type && text(resource.Properties[property]) === text(value),
  );
  const [only] = found;
  if (!only || found.length > 1) {
    throw new Error(`${found.length} resources ${type} have ${property} ${text(value)}, and not one.`);
  }
  return { id: only[0], ...only[1] };
}

/** A value of a template as text: `${Id}` for a reference, `${Id.Attribute}` for an attribute, joins joined. */
export function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `\${${String(value.Ref)}}`;
  if ('Fn::GetAtt' in value) return `\${${(value['Fn::GetAtt'] as string[]).join('.')}}`;
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(text).join(separator);
  }
  return JSON.stringify(value);
}

/** What a resource refers to, by logical id. */
export function references(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'Ref' && typeof inner === 'string') found.add(inner);
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) found.add(String(inner[0]));
    return inner;
  });
  return found;
}
