import type { Action, Rule } from '@interstella/local/platform/deployment';
import type { Parts } from '@interstella/local/platform/template';
import { compare } from './compare.ts';
import { fieldChanges } from './field-changes.ts';
import { changedSentence, type Sentence } from './sentences.ts';

/** What changes at the load balancer itself. */
export function frontSentences(before: Parts, after: Parts): readonly Sentence[] {
  return [...loadBalancerSentences(before, after), ...listenerSentences(before, after)];
}

function loadBalancerSentences(before: Parts, after: Parts): readonly Sentence[] {
  const { added, removed, changed } = compare({ before: before.loadBalancers, after: after.loadBalancers });
  return [
    ...added.map(([id, { loadBalancer }]) => ({ text: `new load balancer ${loadBalancer}`, about: [id] })),
    ...changed.flatMap(({ id, before: old, after: present }) =>
      changedSentence(`load balancer ${present.loadBalancer}`, fieldChanges(old, present), [id]),
    ),
    ...removed.map(([id, { loadBalancer }]) => ({ text: `load balancer ${loadBalancer} goes`, about: [id] })),
  ];
}

function listenerSentences(before: Parts, after: Parts): readonly Sentence[] {
  const { added, removed, changed } = compare({ before: before.listeners, after: after.listeners });
  const described = (port: number, action: Action) =>
    `listener on port ${port}: what no rule matches → ${targetOf(action)}`;
  return [
    ...added.map(([id, { port, defaultAction }]) => ({
      text: `new ${described(port, defaultAction)}`,
      about: [id],
    })),
    ...changed.map(({ id, before: old, after: present }) => ({
      text: `listener: ${fieldChanges(flat(old), flat(present)).join(', ')}`,
      about: [id],
    })),
    ...removed.map(([id, { port }]) => ({ text: `the listener on port ${port} goes`, about: [id] })),
  ];
}

export function targetGroupSentences(before: Parts, after: Parts): readonly Sentence[] {
  const { added, removed, changed } = compare({ before: before.targetGroups, after: after.targetGroups });
  return [
    ...added.map(([id, { name }]) => ({ text: `new target group ${name}`, about: [id] })),
    ...changed.flatMap(({ id, before: old, after: present }) =>
      changedSentence(`target group ${present.name}`, fieldChanges(old, present), [id]),
    ),
    ...removed.map(([id, { name }]) => ({ text: `target group ${name} goes`, about: [id] })),
  ];
}

export function ruleSentences(before: Parts, after: Parts): readonly Sentence[] {
  const { added, removed, changed } = compare({ before: before.rules, after: after.rules });
  return [
    ...added.map(([id, rule]) => ({
      text: `new load balancer rule ${rule.priority}: ${described(rule)}`,
      about: [id],
    })),
    ...changed.map(({ id, before: old, after: present }) => ({
      text: `load balancer rule ${old.priority}: ${fieldChanges(flatRule(old), flatRule(present)).join(', ')}`,
      about: [id],
    })),
    ...removed.map(([id, rule]) => ({
      text: `load balancer rule ${rule.priority} goes: ${described(rule)}`,
      about: [id],
    })),
  ];
}

function described({ pathPatterns, action }: Rule): string {
  return `${pathPatterns.join(' or ')} → ${targetOf(action)}`;
}

/** As one value, so that a change from one kind of action to another reads as one. */
function flat({ port, defaultAction }: { readonly port: number; readonly defaultAction: Action }) {
  return { port, defaultAction: targetOf(defaultAction) };
}

function flatRule({ action, ...rest }: Rule) {
  return { ...rest, target: targetOf(action) };
}

function targetOf(action: Action): string {
  return action.type === 'forward' ? action.targetGroup : `${action.statusCode} ${action.body}`.trim();
}
