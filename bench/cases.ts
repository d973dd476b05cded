/** One way that an order takes through a service, and what a bare server has to do to do the same. */
export interface Case {
  /** As `--only` takes it. */
  readonly name: string;
  readonly title: string;
  /** The room whose bundle is measured. */
  readonly room: 'monolith' | 'iridium';
  readonly path: string;
  /** What an order is for. */
  readonly item: string;
  /** Whether orders come as signed deliveries of SNS, or directly. */
  readonly signed: boolean;
  readonly upstream: {
    readonly path: string;
    readonly body: string;
    /** What the answer has to say beside 200, where that matters. */
    readonly answer?: string;
  };
  readonly log: {
    readonly beforeCall: readonly string[];
    /** What stands before the status code. */
    readonly status: string;
    readonly afterCall: string;
  };
}

const BUNDLE = {
  room: 'monolith',
  path: '/order/',
  item: 'bundle',
  upstream: { path: '/receiving/', body: '{"iridium":1,"magnesite":1}' },
  log: {
    beforeCall: [
      'Gathering Requested Items',
      'Getting Iridium',
      'Getting Magnesite',
      'Trying to send a request to the API',
    ],
    status: 'API Status Code:',
    afterCall: 'Bundle fulfilled',
  },
} as const;

export const CASES: readonly Case[] = [
  { name: 'unsigned', title: 'monolith, direct order', signed: false, ...BUNDLE },
  { name: 'signed', title: 'monolith, signed by SNS', signed: true, ...BUNDLE },
  {
    name: 'iridium',
    title: 'iridium → `/fulfill/`',
    room: 'iridium',
    path: '/iridium/',
    item: 'iridium',
    signed: false,
    upstream: {
      path: '/fulfill/',
      body: '{"iridium":1}',
      answer: 'Your fulfillment request has been delivered',
    },
    log: {
      beforeCall: [
        'Gathering Requested Items',
        'Getting Iridium',
        'Trying to send a request to the monolith',
      ],
      status: 'Monolith Status Code:',
      afterCall: 'Iridium fulfilled',
    },
  },
];

/** What an order that was fulfilled leaves in the log. */
export function logLines({ log }: Case): string[] {
  return [...log.beforeCall, `${log.status} 200`, log.afterCall];
}
