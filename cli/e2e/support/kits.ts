import { waitFor } from '@interstella/libs/testing';
import { KitHome } from './command-line.ts';
import { isRunning, type ListedProcess, processesBelow } from './processes.ts';
import type { RunningCommand } from './running-command.ts';
import { KitUnderTest } from './running-kit.ts';

/** The kits of a test, one after the other in a home of its own, and every process that belongs to them. */
export class Kits {
  readonly home: KitHome;
  readonly #commands: RunningCommand[] = [];
  #programs: readonly ListedProcess[] = [];

  constructor(options: ConstructorParameters<typeof KitHome>[0] = {}) {
    this.home = new KitHome(options);
  }

  /** Of the kit that was started last. */
  get programs(): readonly ListedProcess[] {
    return this.#programs;
  }

  /** Starts a kit and waits until orders flow. */
  async start(...args: string[]): Promise<RunningCommand> {
    return this.follow(this.home.start(...args));
  }

  /** Waits until orders flow in a kit that was started in this home. */
  async follow(command: RunningCommand): Promise<RunningCommand> {
    this.takeCareOf(command);
    await KitUnderTest.withOrders(this.home, command);
    this.look(command);
    return command;
  }

  /** Ends the command with the test. */
  takeCareOf(command: RunningCommand): void {
    this.#commands.push(command);
  }

  /** Looks which programs a kit has by now. */
  look(command: RunningCommand): void {
    this.#programs = processesBelow(command.pid);
  }

  /** The process of a program of the kit that was started last, as it was when it was looked at. */
  pidOf(name: string): number {
    const found = this.#programs.find(({ command }) => command.includes(name));
    if (!found) throw new Error(`${name} does not run.`);
    return found.pid;
  }

  /** @throws Error if a program of the kit that was started last does not end, but for those that are excepted */
  async nothingIsLeft(...except: readonly number[]): Promise<void> {
    const left = this.#programs.filter(({ pid }) => !except.includes(pid));
    await waitFor('the end of every program', () => left.every(({ pid }) => !isRunning(pid)));
  }

  /** Ends what still runs, and whatever a test did, leaves no process behind unseen. */
  async end(): Promise<void> {
    for (const command of this.#commands) command.kill();
    await Promise.allSettled(this.#commands.map(({ ended }) => ended));
    await this.nothingIsLeft();
    this.home.remove();
  }
}
