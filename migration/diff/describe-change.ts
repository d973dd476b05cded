import { readParts, type Template } from '@interstella/local/platform/template';
import { ANYWHERE } from './anywhere.ts';
import { frontSentences, ruleSentences, targetGroupSentences } from './front-sentences.ts';
import type { Sentence } from './sentences.ts';
import { serviceSentences, taskDefinitionSentences } from './service-sentences.ts';
import { storeSentences, subscriptionSentences } from './store-sentences.ts';
import { supportingSentences } from './supporting.ts';

/** In the order in which they are told; what one has told of, the next leaves out. */
const TELLERS = [
  frontSentences,
  serviceSentences,
  taskDefinitionSentences,
  targetGroupSentences,
  ruleSentences,
  subscriptionSentences,
  storeSentences,
];

/**
 * What deploying a template over another one changes, for a person: a sentence for everything that orders meet on their
 * way, and a count of what only supports it; nothing where nothing changes.
 *
 * @param from undefined where nothing is deployed
 * @throws TemplateError if there is something in a template that the reader does not know
 */
export function describeChange(from: Template | undefined, to: Template): readonly string[] {
  return tell(from, to).map(({ text }) => text);
}

/** The same, with the logical ids of what each sentence is about. */
export function tell(from: Template | undefined, to: Template): readonly Sentence[] {
  const before = from ?? { Resources: {}, Outputs: to.Outputs ?? {} };
  const [old, present] = [readParts(before, ANYWHERE), readParts(to, ANYWHERE)];
  const told = new Set<string>();
  const sentences = TELLERS.flatMap((teller) => teller(old, present)).filter(({ about }) => {
    const isNews = about.some((id) => !told.has(id));
    for (const id of about) told.add(id);
    return isNews;
  });
  return [...sentences, ...supportingSentences(before.Resources, to.Resources, told)];
}
