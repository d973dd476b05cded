import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOf } from '@interstella/local/platform/tasks';
import type { Template } from '@interstella/local/platform/template';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';
import { UsageError } from '@interstella/libs/errors';

/** More than there are stages, with a few contexts each. */
const MOST_KEPT = 64;
/** How long anything else in the folder is left alone, in milliseconds: somebody may be writing it. */
const ABANDONED_AFTER_MS = 10 * 60_000;

/** Of a process that works there, which is told from a later one with the same number by the hash of its start. */
const WORK = /^work-(?<pid>\d+)-(?<start>[0-9a-f]{12})-/;
const TEMPLATE = /^[0-9a-f]{64}\.json$/;

/** Of this kit. */
export function templateCache(): TemplateCache {
  return new TemplateCache(join(kitFolder(), 'templates'));
}

/** Templates on disk, each under the hash of what it comes from; those that were asked for last are kept. */
export class TemplateCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A template that was kept; undefined if there is none, or none that is whole. */
  async find(hash: string): Promise<Template | undefined> {
    const file = this.#fileOf(hash);
    try {
      const template = JSON.parse(await readFile(file, 'utf8')) as Template;
      const now = new Date();
      await utimes(file, now, now);
      return template;
    } catch {
      return undefined;
    }
  }

  /** Keeps a template: whole, or not at all. */
  async keep(hash: string, template: Template): Promise<void> {
    await this.withFolder(async (folder) => {
      const incomplete = join(folder, 'template.json');
      await writeFile(incomplete, JSON.stringify(template), { mode: 0o600 });
      await rename(incomplete, this.#fileOf(hash));
    });
    await this.#tidyUp();
  }

  /**
   * Gives a folder for some work, for as long as it takes.
   *
   * @throws UsageError if there is no place for it
   */
  async withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.#folder, `work-${ownerOf(process.pid)}-${randomUUID()}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
      throw new UsageError(
        `The folder ${this.#folder} cannot be used (${code}). Set INTERSTELLA_HOME to one that can be written to.`,
      );
    }
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Removes the folders of processes that were killed while they worked there. @returns how many there were */
  async removeAbandoned(): Promise<number> {
    const names = await readdir(this.#folder).catch(() => []);
    const abandoned = names.filter((name) => isAbandoned(name));
    await Promise.all(
      abandoned.map((name) => rm(join(this.#folder, name), { recursive: true, force: true })),
    );
    return abandoned.length;
  }

  /** Removes what was asked for longest ago, and what a run that was killed has left. */
  async #tidyUp(): Promise<void> {
    const entries = await Promise.all(
      (await readdir(this.#folder)).map(async (name) => {
        const path = join(this.#folder, name);
        // Another process tidies up, too.
        const usedAt = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
        return { path, usedAt, isTemplate: TEMPLATE.test(name) };
      }),
    );
    const templates = entries.filter(({ isTemplate }) => isTemplate);
    const tooMany = templates.sort((one, other) => other.usedAt - one.usedAt).slice(MOST_KEPT);
    const abandoned = entries.filter(
      ({ isTemplate, usedAt }) => !isTemplate && Date.now() - usedAt > ABANDONED_AFTER_MS,
    );
    await Promise.all(
      [...tooMany, ...abandoned].map(({ path }) => rm(path, { recursive: true, force: true })),
    );
  }

  #fileOf(hash: string): string {
    return join(this.#folder, `${hash}.json`);
  }
}

function ownerOf(pid: number): string {
  const start = createHash('sha256')
    .update(startOf(pid) ?? '')
    .digest('hex');
  return `${pid}-${start.slice(0, 12)}`;
}

function isAbandoned(name: string): boolean {
  const { pid, start } = WORK.exec(name)?.groups ?? {};
  return pid !== undefined && ownerOf(Number(pid)) !== `${pid}-${start ?? ''}`;
}
