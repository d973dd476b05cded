import {
  applyDecorators,
  BadRequestException,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DescribeSecurity, SERVICE_KEY_SECURITY, ServiceKeyGuard } from '../keys/index.ts';
import { parseObject } from '../web/index.ts';
import { parseEnvelope } from './envelope.schema.ts';
import { SignatureVerifier } from './signature-verifier.ts';

const TYPE_HEADER = 'x-amz-sns-message-type';

/** Admits deliveries that SNS signed for an allowed topic, and direct orders with the service key. */
@Injectable()
export class DeliveryGuard implements CanActivate {
  constructor(
    private readonly verifier: SignatureVerifier,
    private readonly serviceKey: ServiceKeyGuard,
  ) {}

  /**
   * @throws HttpException 400, 401 or 403 if the delivery itself is invalid
   * @throws TemporaryError if the delivery cannot be verified now
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const body = parseObject(request.body);
    // Parsed once: the pipe uses this object.
    request.body = body;
    const announcedType = request.headers[TYPE_HEADER];
    if (announcedType === undefined && body.Type === undefined) return this.serviceKey.canActivate(context);
    const envelope = parseEnvelope(body);
    if (announcedType !== undefined && announcedType !== envelope.Type) {
      throw new BadRequestException(`The header ${TYPE_HEADER} is not the Type of the body.`);
    }
    return this.verifier.verify(envelope);
  }
}

/** The route accepts deliveries signed by SNS and requests with the service key. Also describes this in OpenAPI. */
export const SignedOrKeyed = () =>
  applyDecorators(UseGuards(DeliveryGuard), DescribeSecurity({}, { [SERVICE_KEY_SECURITY]: [] }));
