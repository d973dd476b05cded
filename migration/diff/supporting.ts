import { isDeepStrictEqual } from 'node:util';
import type { Resource, Template } from '@interstella/local/platform/template';
import type { Sentence } from './sentences.ts';

type Resources = Template['Resources'];

/** What deploying `to` over `from` adds, changes and removes, and no sentence has told of: as counts by type. */
export function supportingSentences(
  from: Resources,
  to: Resources,
  told: ReadonlySet<string>,
): readonly Sentence[] {
  const untold = (resources: Resources) => Object.entries(resources).filter(([id]) => !told.has(id));
  return [
    ...counted(
      untold(to).filter(([id]) => !Object.hasOwn(from, id)),
      'new',
    ),
    ...counted(
      untold(to).filter(
        ([id, resource]) => Object.hasOwn(from, id) && !isDeepStrictEqual(resource, from[id]),
      ),
      'changed',
    ),
    ...counted(
      untold(from).filter(([id]) => !Object.hasOwn(to, id)),
      'gone',
    ),
  ];
}

function counted(resources: readonly (readonly [string, Resource])[], what: string): readonly Sentence[] {
  if (resources.length === 0) return [];
  const numbers = new Map<string, number>();
  for (const [, { Type }] of resources) numbers.set(Type, (numbers.get(Type) ?? 0) + 1);
  const types = [...numbers].sort().map(([type, number]) => {
    const name = type.replace(/^AWS::/, '').replace('::', ' ');
    return number === 1 ? name : `${number} × ${name}`;
  });
  const noun = resources.length === 1 ? 'supporting resource is' : 'supporting resources are';
  return [
    {
      text: `${resources.length} ${noun} ${what}: ${types.join(', ')}`,
      about: resources.map(([id]) => id),
    },
  ];
}
