import type { Service, TaskDefinition } from '@interstella/local/platform/deployment';
import type { Parts } from '@interstella/local/platform/template';
import { compare } from './compare.ts';
import { fieldChanges } from './field-changes.ts';
import { changedSentence, type Sentence } from './sentences.ts';

/** What changes about the services, with their task definitions and target groups. */
export function serviceSentences(before: Parts, after: Parts): readonly Sentence[] {
  const { added, removed } = compare({ before: before.services, after: after.services });
  return [
    ...added.map(([id, service]) => ({
      text: `new service ${service.name}: ${tasksOf(service, after)}`,
      about: withItsOwn(id, service, after, before),
    })),
    ...[...before.services].flatMap(([id, service]) => {
      const present = after.services.get(id);
      return present ? keptService(id, [service, present], [before, after]) : [];
    }),
    ...removed.map(([id, service]) => ({
      text: `service ${service.name} goes`,
      about: withItsOwn(id, service, before, after),
    })),
  ];
}

/** Of all task definitions; those that belong to a service are told of with it, before. */
export function taskDefinitionSentences(before: Parts, after: Parts): readonly Sentence[] {
  const { added, removed, changed } = compare({
    before: before.taskDefinitions,
    after: after.taskDefinitions,
  });
  return [
    ...added.map(([id, definition]) => ({
      text: `new task definition ${definition.family}, of ${imageOf(definition)}`,
      about: [id],
    })),
    ...changed.flatMap(({ id, before: old, after: present }) =>
      changedSentence(`task definition ${present.family}`, fieldChanges(old, present), [id]),
    ),
    ...removed.map(([id, { family }]) => ({ text: `task definition ${family} goes`, about: [id] })),
  ];
}

/** A service that both have, with the tasks that it runs. */
function keptService(
  id: string,
  [old, present]: readonly [Service, Service],
  [before, after]: readonly [Parts, Parts],
): readonly Sentence[] {
  const ofTasks = taskChanges(
    before.taskDefinitions.get(old.taskDefinition),
    after.taskDefinitions.get(present.taskDefinition),
  );
  const { forceNewDeployment: oldNonce, taskDefinition: oldDefinition, ...oldRest } = old;
  const { forceNewDeployment: nonce, taskDefinition: definition, ...rest } = present;
  const ofService = fieldChanges(oldRest, rest);
  const changes = [...ofTasks, ...ofService];
  // A new nonce follows a new image tag; alone, it is what there is to tell.
  const isAnew = oldNonce !== nonce || oldDefinition !== definition;
  return changedSentence(
    `service ${present.name}`,
    changes.length === 0 && isAnew ? ['its tasks are replaced'] : changes,
    [
      ...(ofService.length > 0 || isAnew ? [id] : []),
      ...(ofTasks.length > 0 || oldDefinition !== definition ? [oldDefinition, definition] : []),
    ],
  );
}

function taskChanges(
  old: TaskDefinition | undefined,
  present: TaskDefinition | undefined,
): readonly string[] {
  return old && present ? fieldChanges(withoutRepeats(old), withoutRepeats(present)) : [];
}

/** Without the id, and without the variable that has the image tag again: its change is told once. */
function withoutRepeats(definition: TaskDefinition): object {
  const { IMAGE_TAG: revision, ...environment } = definition.environment;
  const isRepeat = revision === definition.image.tag;
  return { ...definition, id: '', ...(isRepeat && { environment }) };
}

function tasksOf({ desiredCount, taskDefinition }: Service, { taskDefinitions }: Parts): string {
  const definition = taskDefinitions.get(taskDefinition);
  const tasks = `${desiredCount} ${desiredCount === 1 ? 'task' : 'tasks'}`;
  return definition ? `${tasks} of ${imageOf(definition)}` : tasks;
}

/** With a service come and go its task definition and its target group, unless the other side has them, too. */
function withItsOwn(id: string, service: Service, own: Parts, other: Parts): readonly string[] {
  const groups = [...own.targetGroups].filter(([, { name }]) => name === service.targetGroup);
  return [
    id,
    ...[service.taskDefinition].filter((definition) => !other.taskDefinitions.has(definition)),
    ...groups.map(([group]) => group).filter((group) => !other.targetGroups.has(group)),
  ];
}

function imageOf({ image }: TaskDefinition): string {
  return `${image.repository}:${image.tag}`;
}
