import type { ServerResponse } from 'node:http';
import { after, type Disturbance } from './disturbances.ts';
import type { Outcome } from './exchange.ts';
import { answerInPlace } from './own-answer.ts';

/** Does to a request what was asked for. */
export function disturbed(
  disturbance: Disturbance,
  response: ServerResponse,
  onward: () => void,
  onEnd: (outcome: Outcome) => void,
): void {
  if (disturbance.kind === 'slow') {
    const onGone = () => {
      onEnd({ status: 460, reason: 'the client went while the request was delayed on purpose' });
    };
    after(disturbance.delayMs, response.req.socket, { onward, onGone });
  } else if (Math.random() < disturbance.share) {
    answerInPlace(response, 500);
    onEnd({ status: 500, reason: 'answered so on purpose' });
  } else onward();
}
