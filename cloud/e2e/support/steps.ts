import { expect } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import { serviceNamed, type Stage } from '@interstella/infra/stages';
import type { CommandResult } from '../../../cli/e2e/support/running-command.ts';
import type { Migration } from './migration.ts';

const tagOf = ({ tasks }: Stage): string | undefined =>
  tasks.find(({ service }) => service === 'monolith')?.imageTag;

/** The steps of a migration, one after the other, each held against what its stage says. */
export class Steps {
  /** Of every stage, as CloudFormation had it once it was deployed. */
  readonly templates = new Map<string, string>();
  readonly #migration: Migration;
  /** Of the monolith, as it was deployed last. */
  #lastTag: string | undefined = 'latest';

  constructor(migration: Migration) {
    this.#migration = migration;
  }

  /** A step that CloudFormation and ECS take, and what is there of it then. */
  async expectStep(name: string, running = this.#migration.beginDeploy(name)): Promise<CommandResult> {
    const { deployed } = this.#migration;
    const stage = stageNamed(name);
    const before = await deployed.services();
    const ran = await this.#migration.serve(running, stage);
    expect(ran).toMatchObject({ code: 0 });
    const after = await deployed.services();
    expect([...after.keys()].sort()).toEqual(
      stage.tasks.map(({ service }) => `interstella-${service}`).sort(),
    );
    expect([...after.values()].map(({ desiredCount }) => desiredCount)).toEqual(stage.tasks.map(() => 1));
    // moto does not tell the image of a task definition that was changed.
    for (const { service, imageTag } of stage.tasks) {
      const name = `interstella-${service}`;
      // The monolith's is from stage task, and was changed since.
      if (before.has(name) || service === 'monolith') continue;
      expect([name, after.get(name)?.image]).toEqual([name, `${name}:${imageTag}`]);
    }
    const changed = [...before.keys()].filter(
      (service) => after.get(service)?.taskDefinition !== before.get(service)?.taskDefinition,
    );
    expect(changed).toEqual(tagOf(stage) === this.#lastTag ? [] : ['interstella-monolith']);
    this.#lastTag = tagOf(stage);
    this.templates.set(name, await deployed.template('Interstella'));
    await this.#expectRouting(stage);
    return ran;
  }

  async #expectRouting(stage: Stage): Promise<void> {
    const { deployed } = this.#migration;
    const rules = stage.listenerRules.map(({ priority, pathPattern, service }) => ({
      priority: String(priority),
      paths: [pathPattern],
      target: `interstella-${service}`,
    }));
    const otherwise = { priority: 'default', paths: [], target: `interstella-${stage.defaultTarget ?? ''}` };
    expect(await deployed.rules()).toEqual([...rules, otherwise]);
    const groups = stage.tasks.map(({ service }) => {
      const { containerPort: port, healthCheckPath } = serviceNamed(service);
      return expect.objectContaining({ name: `interstella-${service}`, port, healthCheckPath });
    });
    const found = await deployed.targetGroups();
    expect(found).toHaveLength(groups.length);
    expect(found).toEqual(expect.arrayContaining(groups));
  }
}

/** A step that the gate has held for the sake of one order, which lacks everything; nothing was changed. */
export function expectHeld({ code, stderr }: CommandResult, orderId: string): void {
  expect(stderr).toContain('The gate still holds; nothing was changed.');
  expect(stderr).toMatch(new RegExp(`^  ${orderId}, published \\S+, lacks iridium, magnesite: open$`, 'm'));
  expect(code).toBe(1);
}
