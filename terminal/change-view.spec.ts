import { describe, expect, it, jest } from '@jest/globals';
import { ChangeView } from './change-view.ts';

const plan = (...ids: string[]) => ({
  event: 'plan' as const,
  steps: ids.map((id) => ({ id, title: `Step ${id}` })),
});

/** Everything that was shown in a pipe, without what listr2 adds in front of its lines. */
async function shown(tell: (view: ChangeView) => void | Promise<void>): Promise<string> {
  const written: string[] = [];
  const view = new ChangeView({ write: (text) => written.push(text) });
  const take = (text: string | Uint8Array) => written.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(take),
  );
  try {
    await tell(view);
    await view.end();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return written.join('');
}

describe('the view of a change', () => {
  it('shows each step, what happens in it, and its end', async () => {
    const text = await shown(({ onEvent }) => {
      onEvent(plan('one', 'two'));
      onEvent({ event: 'begin', step: 'one' });
      onEvent({ event: 'note', step: 'one', text: 'a task starts' });
      onEvent({ event: 'end', step: 'one' });
      onEvent({ event: 'end', step: 'two' });
    });
    expect(
      text
        .replaceAll(/^[^\w]+/gm, '')
        .trim()
        .split('\n'),
    ).toEqual(['Step one', 'a task starts', 'Step one', 'Step two', 'Step two']);
    expect(text).not.toContain('not done');
  });

  it('shows why a step failed, what was not done because of it, and the way back', async () => {
    const text = await shown(({ onEvent }) => {
      onEvent(plan('one', 'two'));
      onEvent({ event: 'fail', step: 'one', reason: 'the image is bad' });
      onEvent({ ...plan('back'), rollingBackBecause: 'Step one: the image is bad' });
      onEvent({ event: 'end', step: 'back' });
    });
    expect(text).toMatch(/Step one[^]*the image is bad[^]*not done[^]*rolled back[^]*Step back/);
  });

  it('gives the reason for which tasks fail once, and then counts', async () => {
    const text = await shown(({ onEvent }) => {
      onEvent(plan('one'));
      onEvent({ event: 'begin', step: 'one' });
      for (const id of ['5381bf4c', '77aa01ff', '0c0c0c0c']) {
        onEvent({ event: 'note', step: 'one', text: `task ${id} stopped: no key. See ${id}.log.` });
      }
      onEvent({ event: 'fail', step: 'one', reason: '3 tasks in a row failed' });
      onEvent({ ...plan('back'), rollingBackBecause: 'Step one: 3 tasks in a row failed' });
      onEvent({ event: 'end', step: 'back' });
    });
    expect(text.match(/no key/g)).toHaveLength(1);
    expect(text).toContain('task 0c0c0c0c stopped: the same reason, 3 times now');
    expect(text).not.toContain('Step one: 3 tasks');
  });

  it('left while the change goes on, says so of the step that is being taken, and what is still to come', async () => {
    const text = await shown(async (view) => {
      view.onEvent(plan('one', 'two', 'three'));
      view.onEvent({ event: 'end', step: 'one' });
      view.onEvent({ event: 'begin', step: 'two' });
      await view.detach();
    });
    expect(text).toContain('Step two: goes on');
    expect(text).toContain('Step three: is still to come');
    expect(text).not.toMatch(/not done|Step one:/);
  });
});
