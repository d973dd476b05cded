/**
 * A request as API Gateway hands it over: an HTTP API's payload format 2.0, as far as it is used here.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  /** A parameter that came twice is one value, joined by a comma. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** By lower-case name; a header that came twice is one value, joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
}
