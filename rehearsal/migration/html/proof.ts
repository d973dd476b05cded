import { checksOf } from '../checks.ts';
import type { MigrationResult } from '../result.ts';
import { markup, type Markup } from './markup.ts';

export function proof(result: MigrationResult): Markup {
  const items = checksOf(result).map(
    ({ holds, text }) => markup`<li${holds ? '' : markup` class="no"`}>${text}</li>
`,
  );
  return markup`<section aria-labelledby="proof"><h2 id="proof">The proof</h2>
<ul class="checks">
${items}</ul></section>`;
}
