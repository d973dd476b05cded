/** The orders topic of the bench. */
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:interstella-orders';

/** One path of an order through a service, and the work of a bare server that does the same. */
export interface Case {
  /** The name for `--only`. */
  readonly name: string;
  readonly title: string;
  /** The room whose bundle is measured. */
  readonly room: 'monolith' | 'iridium';
  readonly path: string;
  /** The ordered item. */
  readonly item: string;
  /** Whether orders are signed deliveries of SNS; else they are direct. */
  readonly signed: boolean;
  readonly upstream: {
    readonly path: string;
    readonly body: string;
    /** The required body of the answer, if there is one; the status must be 200. */
    readonly answer?: string;
  };
  readonly log: {
    readonly beforeCall: readonly string[];
    /** The text before the status code. */
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

/** The log lines of a fulfilled order. */
export function logLines({ log }: Case): string[] {
  return [...log.beforeCall, `${log.status} 200`, log.afterCall];
}
