import type { Subscription } from '@interstella/local/platform/deployment';
import type { Parts } from '@interstella/local/platform/template';
import { compare } from './compare.ts';
import { fieldChanges } from './field-changes.ts';
import { changedSentence, type Sentence } from './sentences.ts';

export function subscriptionSentences(before: Parts, after: Parts): readonly Sentence[] {
  const { added, removed, changed } = compare({ before: before.subscriptions, after: after.subscriptions });
  return [
    ...added.map(([id, one]) => ({ text: `new ${described(one)}`, about: [id] })),
    ...changed.flatMap(({ id, before: old, after: present }) =>
      changedSentence(described(present), fieldChanges(old, present), [id]),
    ),
    ...removed.map(([id, one]) => ({ text: `${described(one)} goes`, about: [id] })),
  ];
}

/** Queues and parameters. */
export function storeSentences(before: Parts, after: Parts): readonly Sentence[] {
  return [
    ...namedSentences('queue', before.queues, after.queues),
    ...namedSentences('parameter', before.parameters, after.parameters),
  ];
}

function namedSentences<T extends { readonly name: string }>(
  what: string,
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): readonly Sentence[] {
  const { added, removed, changed } = compare({ before, after });
  return [
    ...added.map(([id, { name }]) => ({ text: `new ${what} ${name}`, about: [id] })),
    ...changed.flatMap(({ id, before: old, after: present }) =>
      changedSentence(`${what} ${present.name}`, fieldChanges(old, present), [id]),
    ),
    ...removed.map(([id, { name }]) => ({ text: `${what} ${name} goes`, about: [id] })),
  ];
}

function described({ topicArn, endpoint }: Subscription): string {
  return `subscription ${topicArn.split(':').at(-1) ?? topicArn} → ${endpoint}`;
}
