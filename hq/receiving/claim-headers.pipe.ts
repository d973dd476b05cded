import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import {
  FULFILLED_BY_HEADER,
  isOrderId,
  makeOrderId,
  ORDER_ID_HEADER,
  RESOURCE_NAME,
} from '@interstella/libs/orders';
import { HttpError, type RequestHeaders } from '@interstella/libs/web';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { endOf, minuteOf } from '../ledger/bucket.ts';

/** Clocks differ by less: an id that is dated later was made up, and would open a minute that is not sealed for long. */
const FUTURE_LIMIT_MS = 3_600_000;

/** What the headers of a claim tell: which order it is for, and who gathered. */
export interface ClaimHeaders {
  readonly orderId: string;
  readonly by: string;
}

/**
 * Reads the headers of a claim. A service that knows no order ids gets one made, which HQ has never published: its claim
 * is unattributed.
 */
@Injectable()
export class ClaimHeadersPipe implements PipeTransform<RequestHeaders, ClaimHeaders> {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'now'>) {}

  /** @throws HttpError 400, naming the header */
  transform(headers: RequestHeaders): ClaimHeaders {
    const now = new Date(this.hq.now());
    const orderId = headers[ORDER_ID_HEADER] ?? makeOrderId('unattributed', now);
    if (!isOrderId(orderId)) {
      const rule = 'must be 1 to 80 letters, digits, "-" or "_", beginning with a letter or digit';
      throw new HttpError(400, `The header ${ORDER_ID_HEADER} ${rule}.`, ORDER_ID_HEADER);
    }
    const minute = minuteOf(orderId);
    if (minute !== undefined && endOf(minute) > now.getTime() + FUTURE_LIMIT_MS) {
      const what = `tells an order of ${minute} UTC, which is yet to come: it is ${now.toISOString()}`;
      const advice = 'Set the clock of the service that made it.';
      throw new HttpError(400, `The header ${ORDER_ID_HEADER} ${what}. ${advice}`, ORDER_ID_HEADER);
    }
    const by = headers[FULFILLED_BY_HEADER] ?? 'unknown';
    if (typeof by !== 'string' || !RESOURCE_NAME.test(by)) {
      const rule = 'must be 1 to 32 lower-case letters or digits, beginning with a letter, such as monolith';
      throw new HttpError(400, `The header ${FULFILLED_BY_HEADER} ${rule}.`, FULFILLED_BY_HEADER);
    }
    return { orderId, by };
  }
}
