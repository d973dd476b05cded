import { describe, expect, it } from '@jest/globals';
import { readSettings } from './settings.ts';

const TOPIC_ARN_PREFIX = 'arn:aws:sns:us-east-1:000000000000:interstella-';

describe('the settings of HQ', () => {
  it('need only the topics', () => {
    expect(readSettings({ TOPIC_ARN_PREFIX })).toEqual({
      TOPIC_ARN_PREFIX,
      PORT: 5100,
      HOST: '127.0.0.1',
      LOG_FORMAT: 'text',
      RESOURCES: ['iridium', 'magnesite'],
      RETRY_WINDOW_MS: 2_700_000,
      ...{ BUCKET_MS: 2_000, LEDGER_GROUPS: 1, LEDGER_LANES: 1, KEEP_DAYS: 0 },
      TABLE_PREFIX: 'interstella-',
    });
  });

  it('are refused with all errors at once, without their values', () => {
    const read = () => readSettings({ PORT: '70000', HQ_ADMIN_KEY: 'secret', RESOURCES: 'iridium,Gold' });
    expect(read).toThrow(
      /PORT must be[\s\S]*RESOURCES must be[\s\S]*HQ_ADMIN_KEY must be[\s\S]*TOPIC_ARN_PREFIX is missing/,
    );
    expect(read).not.toThrow(/secret/);
  });
});
