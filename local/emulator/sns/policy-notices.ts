/** What SNS takes in a delivery policy and these endpoints do not act upon, with what they do instead. */
const WITHOUT_EFFECT = {
  requestPolicy: 'the Content-Type is always text/plain; charset=UTF-8',
  defaultRequestPolicy: 'the Content-Type is always text/plain; charset=UTF-8',
  sicklyRetryPolicy: 'the healthy retry policy holds throughout',
  defaultSicklyRetryPolicy: 'the healthy retry policy holds throughout',
} as const;

/** Tells, once for each part of a delivery policy, that it has no effect here. */
export class PolicyNotices {
  readonly #told = new Set<string>();

  constructor(private readonly report: (message: string) => void) {}

  /** @param json a delivery policy that was accepted, of a topic or of a subscription */
  look(json: string): void {
    JSON.parse(json, (name, value: unknown) => {
      if (name in WITHOUT_EFFECT && value !== null) this.#tell(name as keyof typeof WITHOUT_EFFECT);
      return value;
    });
  }

  #tell(part: keyof typeof WITHOUT_EFFECT): void {
    if (this.#told.has(part)) return;
    this.#told.add(part);
    this.report(`A delivery policy has a ${part}, which has no effect here: ${WITHOUT_EFFECT[part]}.`);
  }
}
