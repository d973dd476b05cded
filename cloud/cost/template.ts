import type { Template } from '@interstella/local/platform/template';

export type Properties = Readonly<Record<string, unknown>>;

/** A resource with its logical id. */
export interface Located {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
}

export function resourcesOf(template: Template): readonly Located[] {
  return Object.entries(template.Resources).map(([id, { Type, Properties = {} }]) => ({
    id,
    type: Type,
    properties: Properties,
  }));
}

/** The logical id that a value refers to, by Ref or Fn::GetAtt. */
export function referenceIn(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = recordIn(value) as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? attribute?.[0];
}

/** A structured value; empty where there is none, so that what is missing is found missing one level below. */
export function recordIn(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? (value as Properties) : {};
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
