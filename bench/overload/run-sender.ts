import { signedDelivery } from '../deliveries/requests.ts';
import { SnsSigner } from '../deliveries/sns-signer.ts';
import { serveCommands } from '../processes/serve-commands.ts';
import { Connections } from './connections.ts';
import type { SenderCommand } from './sender.ts';
import { publishBatch } from './publish-batch.ts';
import { closedLoop, openLoop, publishing, type Send } from './sending.ts';

const PATH = '/order/';
/** Signatures at once: more than there are threads to sign. */
const SIGNED_AT_ONCE = 64;

/** Sends orders to a kit: answers one {@link SenderCommand} at a time. */
export function runSender(): void {
  const { ORDERS_PORT = '', ENDPOINT_URL = '', TOPIC_ARN = '', CERTIFICATE = '', KEY = '' } = process.env;
  const signer = SnsSigner.of(CERTIFICATE, KEY);
  const connections = new Connections(Number(ORDERS_PORT));
  const requests = new Map<string, Buffer>();
  const sign = async (orderId: string) => {
    requests.set(orderId, Buffer.from(await signedDelivery(PATH, signer, { topicArn: TOPIC_ARN, orderId })));
  };
  const deliver: Send = async (orderIds) => {
    const request = requests.get(orderIds[0] ?? '');
    if (!request) throw new Error(`${orderIds[0] ?? ''} is not signed.`);
    return (await connections.send(request)) === 200 ? [] : orderIds;
  };
  const answer = async (command: SenderCommand): Promise<object> => {
    if ('closedLoop' in command) return closedLoop(command.closedLoop, deliver);
    if ('openLoop' in command) return openLoop(command.openLoop, deliver);
    if ('publish' in command) return publishing(command.publish, publishBatch(ENDPOINT_URL, TOPIC_ARN));
    for (let next = 0; next < command.sign.length; next += SIGNED_AT_ONCE) {
      await Promise.all(command.sign.slice(next, next + SIGNED_AT_ONCE).map(sign));
    }
    return { signed: requests.size };
  };
  serveCommands(answer, () => {
    connections.close();
    return Promise.resolve();
  });
}
