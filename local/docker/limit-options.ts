/** What a task definition allows a container. */
export interface ContainerLimits {
  /** @default that of the image */
  readonly user?: string;
  readonly readonlyRootFilesystem: boolean;
  /** Between SIGTERM and SIGKILL. */
  readonly stopTimeoutS: number;
  /** MiB; a container that uses more is killed. */
  readonly memory: number;
}

/** The options of `docker run` that hold a container to its task definition; those that belong together, together. */
export function limitOptions(limits: ContainerLimits): readonly (readonly string[])[] {
  const { user, readonlyRootFilesystem, stopTimeoutS, memory } = limits;
  return [
    ...(user === undefined ? [] : [['--user', user]]),
    [
      ...(readonlyRootFilesystem ? ['--read-only'] : []),
      ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ],
    ['--stop-timeout', String(stopTimeoutS)],
    ['--memory', `${memory}m`],
  ];
}
