import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordParticipantAccounts } from './participant-accounts.ts';

const [FIRST, SECOND] = ['111111111111', '222222222222'];
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-accounts-'));
  file = join(folder, 'cdk.context.json');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const recorded = () => JSON.parse(readFileSync(file, 'utf8')) as unknown;

describe('recordParticipantAccounts', () => {
  it("begins cdk's context file, and adds to what is in it", async () => {
    await recordParticipantAccounts(file, [SECOND]);
    expect(recorded()).toEqual({ participantAccounts: SECOND });
    writeFileSync(file, JSON.stringify({ 'availability-zones': ['a'], participantAccounts: SECOND }));
    await recordParticipantAccounts(file, [FIRST]);
    await recordParticipantAccounts(file, [SECOND]);
    expect(recorded()).toEqual({
      'availability-zones': ['a'],
      participantAccounts: `${FIRST},${SECOND}`,
    });
    expect(readdirSync(folder)).toEqual(['cdk.context.json']);
  });

  it('takes back what it recorded, unless the file was changed since', async () => {
    const takeBack = await recordParticipantAccounts(file, [FIRST]);
    await takeBack();
    expect(readdirSync(folder)).toEqual([]);
    const text = JSON.stringify({ participantAccounts: SECOND });
    writeFileSync(file, text);
    await (
      await recordParticipantAccounts(file, [FIRST])
    )();
    expect(readFileSync(file, 'utf8')).toBe(text);
    const late = await recordParticipantAccounts(file, [FIRST]);
    writeFileSync(file, '{}');
    await late();
    expect(recorded()).toEqual({});
  });

  it.each(['12345', '11111111111a', '', '111111111111,222222222222'])(
    'refuses %j, which is no account, and records nothing',
    async (account) => {
      await expect(recordParticipantAccounts(file, [FIRST, account])).rejects.toThrow('12 digits');
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it.each(['{', 'null', '{"participantAccounts":7}'])(
    'does not overwrite a file that it cannot read: %s',
    async (text) => {
      writeFileSync(file, text);
      await expect(recordParticipantAccounts(file, [FIRST])).rejects.toThrow('cannot be read');
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );
});
