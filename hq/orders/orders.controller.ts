import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { isOrderId } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { AdminOnly } from '../keys/admin-key.guard.ts';
import { Participant } from '../keys/api-key.guard.ts';
import { Readers } from '../keys/reader.guard.ts';
import { noSuchParticipant, ParticipantNamePipe } from '../participants/participant-name.pipe.ts';
import { cursorOf, ledgerPage, type LedgerPage } from '../report/ledger-page.ts';
import { orderStatus, type OrderStatus } from '../report/order-status.ts';

/** What the ledger has about orders. */
@Controller()
export class OrdersController {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'items' | 'ledger' | 'minutes' | 'participants'>) {}

  /** How an order stands: with the participant who asks, or, for the instructor, with everybody. */
  @Get('orders/:id')
  @Readers()
  async status(@Param('id') id: string, @Participant() own: string | undefined): Promise<OrderStatus> {
    if (!isOrderId(id)) throw new HttpError(400, 'The path must end in an order id.', 'id');
    const names = own === undefined ? await this.#names() : [own];
    const status = await orderStatus(this.hq.ledger, names, id);
    if (status.participants.length === 0) throw new HttpError(404, `The ledger knows no order ${id}.`);
    return status;
  }

  /** A participant's whole ledger, page by page. */
  @Get('admin/participants/:name/orders')
  @AdminOnly()
  @RouteConfig({ deadlineMs: 28_000 })
  async page(
    @Param('name', ParticipantNamePipe) name: string,
    @Query('after') after: string | undefined,
  ): Promise<LedgerPage> {
    const from = cursorOf(after);
    if (from === undefined) {
      throw new HttpError(400, 'The query parameter after must be what next was.', 'after');
    }
    if (!(await this.#names()).includes(name)) throw noSuchParticipant(name);
    return ledgerPage(this.hq, name, from);
  }

  async #names(): Promise<readonly string[]> {
    return (await this.hq.participants.list()).map(({ name }) => name);
  }
}
