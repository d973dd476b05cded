import { describe, expect, it } from '@jest/globals';
import type { ServiceKind } from '../service-under-test.ts';
import { waitFor } from '../wait-for.ts';
import { useService } from './use-service.ts';

const ORDER_ID = 'order-20261120T061455123-0k3v9x0c2m4qa';

interface JsonLine {
  readonly message: string;
  readonly orderId?: string;
  readonly [field: string]: unknown;
}

/** The log lines of an order: the texts that the labs compare, and the fields that CloudWatch Logs searches. */
export function describeLogLines(kind: ServiceKind): void {
  const last = kind.lines.at(-1) ?? '';
  const failure = new RegExp(`^POST ${kind.path} → 503: [^:]* answered 500\\.$`);

  describe(`the log of ${kind.room}`, () => {
    describe('as text', () => {
      const service = useService(kind);

      it('has the lines that the labs compare, alone and in their order', async () => {
        const before = service().program.lines.length;
        await service().deliver(service().notification());
        const lines = () => service().program.lines.slice(before);
        await waitFor('the order’s last line', () => lines().includes(last));
        expect(lines()).toEqual(kind.lines);
      });
    });

    describe('as JSON', () => {
      const service = useService(kind, { LOG_FORMAT: 'json' });
      const linesAfter = (start: number): JsonLine[] =>
        service()
          .program.lines.slice(start)
          .map((line) => JSON.parse(line) as JsonLine);

      it('has the same messages, the order id on every line', async () => {
        const before = service().program.lines.length;
        await service().deliver(service().notification({ Subject: ORDER_ID }));
        await waitFor('the order’s last line', () =>
          linesAfter(before).some(({ message }) => message === last),
        );
        const lines = linesAfter(before);
        expect(lines.map(({ message }) => message)).toEqual(kind.lines);
        for (const line of lines) {
          expect(line).toMatchObject({ level: 'info', service: kind.room, orderId: ORDER_ID });
          expect(Number.isNaN(Date.parse(String(line.time)))).toBe(false);
        }
      });

      it('has the order id on the lines of an order that failed too, and says why', async () => {
        const before = service().program.lines.length;
        service().upstream.answers({ status: 500 });
        await service().deliver(service().notification({ Subject: ORDER_ID }));
        await waitFor('the failure', () => service().program.lines.slice(before).join().includes('→ 503'));
        const lines = linesAfter(before);
        expect(lines.map(({ orderId }) => orderId)).toEqual(lines.map(() => ORDER_ID));
        expect(lines.at(-1)).toMatchObject({
          level: 'warn',
          message: expect.stringMatching(failure),
        });
      });
    });
  });
}
