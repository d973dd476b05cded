import { describe, expect, it } from '@jest/globals';
import { stageListText } from '@interstella/rehearsal/stage/stage-list-text.ts';

describe('the list of stages', () => {
  it('says where one is, and where one can go from there', () => {
    const lines = stageListText('iridium').split('\n');
    expect(lines.map((line) => line.split(/ +/)[1])).toEqual(
      expect.arrayContaining(['workshop', 'task', 'alb', 'iridium', 'noiridium', 'nomagnesite']),
    );
    expect(lines.filter((line) => line.includes('you are here'))).toEqual([
      expect.stringMatching(/^→ iridium +lab 4, .* \(you are here\)$/),
    ]);
    expect(lines.slice(-3)).toEqual([
      'Next:',
      expect.stringMatching(/^ {2}npx interstella stage noiridium {2}\(.+\)$/),
      '  npx interstella stage alb  (back)',
    ]);
    expect(lines.join()).not.toContain('lab admin');
  });

  it('names run-task first where tasks are run by hand', () => {
    expect(stageListText('task').split('\n').slice(-4)).toEqual([
      'Next:',
      '  npx interstella run-task  (runs the monolith by itself)',
      expect.stringMatching(/^ {2}npx interstella stage alb {2}\(.+\)$/),
      '  npx interstella stage workshop  (back)',
    ]);
    expect(stageListText('alb')).not.toContain('npx interstella run-task');
  });

  it('says that nothing runs', () => {
    const text = stageListText(undefined);
    expect(text).not.toContain('you are here');
    expect(text).toContain('Nothing runs here. Start it with `npm start`.');
  });
});
