import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { messageOf } from '@interstella/libs/errors';
import { signedDelivery } from '../deliveries/decks.ts';
import { SnsSigner } from '../deliveries/sns-signer.ts';
import { Connections } from './connections.ts';
import type { SenderCommand } from './sender.ts';
import { publishBatch } from './publish-batch.ts';
import { closedLoop, openLoop, publishing, type Send } from './sending.ts';

const PATH = '/order/';
/** Signatures under way at once: more than threads sign. */
const SIGNED_AT_ONCE = 64;

/** Beside a kit: takes one {@link SenderCommand} at a time over IPC and answers each. */
export function runSender(): void {
  const { ORDERS_PORT = '', ENDPOINT_URL = '', TOPIC_ARN = '', CERTIFICATE = '', KEY = '' } = process.env;
  const signer = SnsSigner.of(CERTIFICATE, KEY);
  const connections = new Connections(Number(ORDERS_PORT));
  const deck = new Map<string, Buffer>();
  const sign = async (orderId: string) => {
    deck.set(orderId, Buffer.from(await signedDelivery(PATH, signer, { topicArn: TOPIC_ARN, orderId })));
  };
  const deliver: Send = async (orderIds) => {
    const request = deck.get(orderIds[0] ?? '');
    if (!request) throw new Error(`${orderIds[0] ?? ''} is not signed.`);
    return (await connections.send(request)) === 200 ? [] : orderIds;
  };
  const obey = async (command: SenderCommand): Promise<object> => {
    if ('closedLoop' in command) return closedLoop(command.closedLoop, deliver);
    if ('openLoop' in command) return openLoop(command.openLoop, deliver);
    if ('publish' in command) return publishing(command.publish, publishBatch(ENDPOINT_URL, TOPIC_ARN));
    for (let next = 0; next < command.sign.length; next += SIGNED_AT_ONCE) {
      await Promise.all(command.sign.slice(next, next + SIGNED_AT_ONCE).map(sign));
    }
    return { signed: deck.size };
  };
  process.on('message', (command: SenderCommand) => {
    obey(command).then(
      (answer) => process.send?.(answer),
      (error: unknown) => process.send?.({ failed: messageOf(error) }),
    );
  });
  const stop = () => {
    connections.close();
    return Promise.resolve();
  };
  stopOnSignal({ stop, timeLimitMs: 1_000, report: console.error });
  announceReady({});
}
