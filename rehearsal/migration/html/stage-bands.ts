import type { StageTurn } from '../result.ts';
import type { Frame } from './frame.ts';
import { markup, type Markup } from './markup.ts';
import type { Scale } from './scale.ts';

/** Pixels, about, of a letter of a label, and around the label. */
const LETTER_WIDTH = 7.8;
const PADDING = 6;
const LINE_HEIGHT = 20;

interface Band {
  readonly turn: StageTurn;
  readonly left: number;
  readonly width: number;
}

/** The stages across the whole height of the picture, with their names above: along the band, or upright where it is narrow. */
export class StageBands {
  readonly #bands: readonly Band[];
  readonly #x: Scale;
  readonly #isUpright: boolean;

  constructor(turns: readonly StageTurn[], { x, from, until }: Omit<Frame, 'top'>) {
    const within = (at: number) => Math.min(until, Math.max(from, at));
    this.#x = (at) => x(within(at));
    this.#bands = turns.map((turn, index) => {
      const left = this.#x(turn.begunAt);
      return { turn, left, width: this.#x(turns[index + 1]?.begunAt ?? until) - left };
    });
    this.#isUpright = this.#bands.some(({ turn, width }) => labelWidth(turn) > width);
  }

  /** What the names need, in pixels. */
  get height(): number {
    return this.#isUpright ? Math.max(...this.#bands.map(({ turn }) => labelWidth(turn))) : LINE_HEIGHT;
  }

  draw(bottom: number): Markup {
    return markup`${this.#bands.map((band, index) => this.#band(band, index, bottom))}`;
  }

  /** What lasts from the asking for a step to its end is shaded: there both stages are at work. */
  #band({ turn, left, width }: Band, index: number, bottom: number): Markup {
    const switched = Math.min(width, this.#x(turn.stableAt) - left);
    return markup`<rect class="band ${index % 2 === 0 ? 'even' : 'odd'}" x="${left.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${bottom}"/>
<rect class="switching" x="${left.toFixed(1)}" y="0" width="${switched.toFixed(1)}" height="${bottom}"/>
${this.#label(turn, left, width)}
`;
  }

  #label({ stage }: StageTurn, left: number, width: number): Markup {
    const middle = (left + width / 2).toFixed(1);
    if (!this.#isUpright)
      return markup`<text class="stage" x="${middle}" y="14" text-anchor="middle">${stage}</text>`;
    const y = this.height - PADDING;
    return markup`<text class="stage" transform="translate(${(left + width / 2 + 4).toFixed(1)} ${y}) rotate(-90)">${stage}</text>`;
  }
}

function labelWidth({ stage }: StageTurn): number {
  return stage.length * LETTER_WIDTH + 2 * PADDING;
}
