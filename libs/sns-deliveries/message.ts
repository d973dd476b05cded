import { BadRequestException } from '@nestjs/common';

/**
 * Checks that an order's message is exactly `{"<item>": 1}`, as an object or as JSON text; the number may be a string.
 * One order is for one of each: an amount of 2 would be fulfilled as 1, and so is refused.
 *
 * @throws BadRequestException that says what was expected
 */
export function checkMessage(message: unknown, item: string): void {
  const order = typeof message === 'string' ? parse(message) : message;
  const expected = `{"${item}": 1}`;
  if (typeof order !== 'object' || order === null || Array.isArray(order)) {
    throw new BadRequestException(`Message must be ${expected}.`);
  }
  const [entry, ...others] = Object.entries(order) as [string, unknown][];
  if (others.length > 0 || entry?.[0] !== item || (entry[1] !== 1 && entry[1] !== '1')) {
    throw new BadRequestException(`Message must be exactly ${expected}.`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequestException('Message is not JSON.');
  }
}
