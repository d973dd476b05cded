import { describe, expect, it } from '@jest/globals';
import { UsageError } from '@interstella/libs/errors';
import { stageNamed } from './stage-list.ts';

describe('a stage by its name', () => {
  it('is found, also that of HQ', () => {
    expect(stageNamed('noiridium').name).toBe('noiridium');
    expect(stageNamed('hq').stack).toBe('InterstellaHq');
  });

  it('that is none is refused with all that there are', () => {
    expect(() => stageNamed('gold')).toThrow(UsageError);
    expect(() => stageNamed('gold')).toThrow(/^There is no stage gold\.[^]* alb [^]* nomagnesite /);
  });
});
