/** Runnable processes to a core, from which on it is the machine that has no time. */
const BUSY = 1.5;

/** How busy a machine is. */
export interface MachineLoad {
  /** Processes that run or wait to, a minute's average. */
  readonly load: number;
  readonly cores: number;
}

/** How busy the machine was, and what to do if it was too busy. */
export function machineLoadText({ load, cores }: MachineLoad): string {
  const advice =
    load > BUSY * cores
      ? ': it had no time. End what else runs here, or let fewer orders flow with --rate'
      : '';
  return `The machine had a load of ${load.toFixed(1)} then, with ${cores === 1 ? '1 core' : `${cores} cores`}${advice}.`;
}
