import { Inject, Injectable, SetMetadata, type PipeTransform } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '@interstella/libs/configuration';
import type { Claim } from '@interstella/libs/fulfillment';
import {
  FULFILLED_BY_HEADER,
  isOrderId,
  ORDER_ID_HEADER,
  RESOURCE_NAME,
  REVISION,
  REVISION_HEADER,
} from '@interstella/libs/orders';
import { HttpError, type RequestHeaders } from '@interstella/libs/web';

/** What the headers of a claim tell: which order it is for, and who gathered. */
export type ClaimHeaders = Omit<Claim, 'resources'>;

/** Has the OpenAPI description of a route name the headers of a claim, as @nestjs/swagger's `ApiHeader` would. */
export const DescribeClaimHeaders = () =>
  SetMetadata(
    'swagger/apiParameters',
    [ORDER_ID_HEADER, FULFILLED_BY_HEADER, REVISION_HEADER].map((name) => ({
      ...{ name, in: 'header', schema: { type: 'string' } },
      required: name !== REVISION_HEADER,
    })),
  );

/** Where direct orders are open, all may be missing: an original microservice of the workshop sends none. */
@Injectable()
export class ClaimHeadersPipe implements PipeTransform<RequestHeaders, ClaimHeaders> {
  constructor(
    @Inject(serviceSettings.KEY) private readonly settings: Pick<ServiceSettings, 'DIRECT_ORDERS'>,
  ) {}

  /** @throws HttpError naming the header that is wrong */
  transform(headers: RequestHeaders): ClaimHeaders {
    const required = this.settings.DIRECT_ORDERS === 'keyed';
    return {
      orderId: read(headers, ORDER_ID_HEADER, isOrderId, required),
      fulfilledBy: read(headers, FULFILLED_BY_HEADER, (value) => RESOURCE_NAME.test(value), required),
      revision: read(headers, REVISION_HEADER, (value) => REVISION.test(value), false),
    };
  }
}

function read(
  headers: RequestHeaders,
  name: string,
  isValid: (value: string) => boolean,
  required: boolean,
): string | undefined {
  const value = headers[name];
  if (value === undefined && !required) return undefined;
  if (typeof value === 'string' && isValid(value)) return value;
  throw new HttpError(400, `The header ${name} is ${value === undefined ? 'missing' : 'malformed'}.`, name);
}
