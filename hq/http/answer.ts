/** A request as the routes see it, whatever server took it. */
export interface Ask {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** By lower-case name. A header that came twice is one value, joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What a route answers. A body that is a string goes out as text, anything else as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A refusal with its status, to be thrown; the message goes to whoever asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** The field or header that the refusal is about. */
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}
