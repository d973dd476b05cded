import type { Command } from 'commander';

/** A command of the command line. What it needs is loaded when it is used: the AWS SDK alone takes most of a second. */
export interface Verb {
  /** Its arguments, as `--help` lists them. */
  readonly usage: string;
  readonly description: string;
  /** Loads its file, and resolves with the function that adds its options and its action to a command. */
  readonly load: () => Promise<(command: Command) => void>;
}

/** In the order of `--help`. */
export const VERBS: Readonly<Record<string, Verb>> = {
  start: {
    usage: '[options]',
    description: 'run HQ, the AWS endpoints and a stage on this machine, with orders flowing, until Ctrl-C',
    load: async () => (await import('./commands/start.ts')).addStart,
  },
  stage: {
    usage: '[options] [name]',
    description:
      'take the kit that runs here one stage forwards or backwards, while orders flow; without a name, list the stages',
    load: async () => (await import('./commands/stage.ts')).addStage,
  },
  scale: {
    usage: '<service> <count>',
    description: 'run so many tasks of a service of the kit that runs here',
    load: async () => (await import('./commands/scale.ts')).addScale,
  },
  logs: {
    usage: '[options] <name>',
    description: 'show what the tasks of a service print; also of hq, endpoints and platform',
    load: async () => (await import('./commands/logs.ts')).addLogs,
  },
  order: {
    usage: '[options]',
    description: 'have HQ publish one order, and wait until it is in the ledger',
    load: async () => (await import('./commands/order.ts')).addOrder,
  },
  report: {
    usage: '[options]',
    description: 'show the conservation report: is every order accounted for? Exit code 1 if it is red',
    load: async () => (await import('./commands/report.ts')).addReport,
  },
  redrive: {
    usage: '[options]',
    description: 'post dead-lettered deliveries to their endpoints again',
    load: async () => (await import('./commands/redrive.ts')).addRedrive,
  },
  hq: {
    usage: '',
    description: 'instruct Interstella HQ: participants and the order generator',
    load: async () => (await import('./commands/hq.ts')).addHq,
  },
  deploy: {
    usage: '[options] <stage>',
    description:
      'deploy the next stage on AWS, or the one before, guarded: no order is left behind, and all is well afterwards',
    load: async () => (await import('./commands/deploy.ts')).addDeploy,
  },
  'put-keys': {
    usage: '[options]',
    description:
      "put the API key (typed, or piped in) and a new service key into SSM Parameter Store, encrypted; or HQ's admin key",
    load: async () => (await import('./commands/put-keys.ts')).addPutKeys,
  },
  status: {
    usage: '[options]',
    description:
      'show what npm start runs here, or else what is deployed on AWS, and how it is. Exit code 1 if anything is not well',
    load: async () => (await import('./commands/status.ts')).addStatus,
  },
  images: {
    usage: '',
    description: 'build, push and run the container images of the services; this needs Docker',
    load: async () => (await import('./commands/images.ts')).addImages,
  },
  cost: {
    usage: '[options]',
    description: 'show what each stage costs on AWS, a month and per million orders, from its template',
    load: async () => (await import('./commands/cost.ts')).addCost,
  },
  'run-task': {
    usage: '[options]',
    description: 'stage task, here or on AWS: run the monolith by itself, and say how to send it an order',
    load: async () => (await import('./commands/run-task.ts')).addRunTask,
  },
  clean: {
    usage: '[options]',
    description: 'destroy everything of an environment on AWS, after asking, and list what stays',
    load: async () => (await import('./commands/clean.ts')).addClean,
  },
  smoke: {
    usage: '[options]',
    description:
      'test what runs here, or on AWS: health, rules, a direct order, an order through SNS. Exit code 1 if a check fails',
    load: async () => (await import('./commands/smoke.ts')).addSmoke,
  },
  migrate: {
    usage: '[options]',
    description:
      'rehearse the whole migration on this machine under live orders, and prove that none was lost or made twice',
    load: async () => (await import('./commands/migrate.ts')).addMigrate,
  },
  fault: {
    usage: '[options] <kind> <target>',
    description: 'break something while orders flow, for a while: it heals by itself',
    load: async () => (await import('./commands/fault.ts')).addFault,
  },
  bench: {
    usage: '[options...]',
    description: 'measure the services against bare node:http; --help for its options',
    load: async () => (await import('./commands/bench.ts')).addBench,
  },
};
