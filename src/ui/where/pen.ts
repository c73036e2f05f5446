/** Draws a block diagram from top to bottom: rows of boxes, each joined to the one above, and residual paths. */
import type { Mark, Place, Placement } from './placement';

export interface Box {
  readonly place: Place | 'attention' | 'activation';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly mark?: Mark;
}

const LEFT = 46,
  RIGHT = 326,
  LANE = 24;
const CENTRE = (LEFT + RIGHT) / 2;

/** Between two rows. */
export const GAP = 11;
export const WIDTH = 340;
/** Height of a row that is read from afar. */
const AFAR_ROW = 30;

export class Pen {
  readonly boxes: Box[] = [];
  readonly flow: string[] = [];
  readonly residuals: string[] = [];
  readonly sums: { x: number; y: number }[] = [];
  /** Top of the highest trained part. */
  gradientTop = Infinity;
  /** Top of the next row. */
  y = 6;
  /** Where the data leaves what is drawn so far. */
  exit = 6;

  /** @param afar all rows are as high as large letters need */
  constructor(
    private readonly marks: Placement['marks'],
    private readonly afar = false,
  ) {}

  /** Whether a norm or a non-linearity is drawn: from afar, where something of it is trained. */
  shows(place: Place): boolean {
    return !this.afar || this.marks[place] !== undefined;
  }

  /** A row of boxes of one height, joined to the row above. */
  row(wanted: number, ...places: Box['place'][]): void {
    const height = this.afar && places[0] !== 'tokens' ? AFAR_ROW : wanted;
    const gap = 9;
    const width = (RIGHT - LEFT - gap * (places.length - 1)) / places.length;
    places.forEach((place, i) => {
      const x = LEFT + i * (width + gap);
      const mark = this.marks[place as Place];
      this.boxes.push({ place, x, y: this.y, width, height, mark });
      if (mark && this.y < this.gradientTop) this.gradientTop = this.y;
      if (this.exit < this.y)
        this.flow.push(
          places.length === 1 ? `M${CENTRE} ${this.exit}V${this.y}` : fan(this.exit, x + width / 2, this.y),
        );
      // Boxes side by side lead straight down into the one below, which is as wide as all of them.
      if (places.length > 1) this.flow.push(`M${x + width / 2} ${this.y + height}V${this.y + height + GAP}`);
    });
    this.exit = places.length === 1 ? this.y + height : this.y + height + GAP;
    this.y += height + GAP;
  }

  /** The residual from `from` is added where the next norm begins: one box, as in "Add & norm". */
  sumInNorm(from: number, place: 'norm1' | 'normCross' | 'norm2'): void {
    this.row(24, place);
    const at = this.y - GAP - 12;
    this.residuals.push(
      `M${CENTRE} ${from}H${LANE + 8}Q${LANE} ${from} ${LANE} ${from + 8}V${at - 8}Q${LANE} ${at} ${LANE + 8} ` +
        `${at}H${LEFT}`,
    );
    this.sums.push({ x: LEFT, y: at });
  }

  /** The residual from `from` joins the main path here. */
  sum(from: number): void {
    const at = this.y + 3;
    this.flow.push(`M${CENTRE} ${this.exit}V${at - 8}`);
    this.residuals.push(
      `M${CENTRE} ${from}H${LANE + 8}Q${LANE} ${from} ${LANE} ${from + 8}V${at - 8}Q${LANE} ${at} ${LANE + 8} ` +
        `${at}H${CENTRE - 8}`,
    );
    this.sums.push({ x: CENTRE, y: at });
    this.exit = at + 8;
    this.y = at + 8 + GAP - 3;
  }

  /** In a parallel layer the feed-forward block begins anew from `from`, on the right of the attention. */
  besideAttention(from: number): void {
    const at = this.y + 6;
    const lane = RIGHT + 7;
    this.flow.push(
      `M${CENTRE} ${from}H${lane - 6}Q${lane} ${from} ${lane} ${from + 6}V${at - 6}Q${lane} ${at} ${lane - 6} ` +
        `${at}H${CENTRE}`,
    );
    this.exit = at;
    this.y = at + GAP - 2;
  }

  /** What attention returns passes the feed-forward block on the left, and joins the last sum. */
  pastFeedForward(from: number): void {
    const at = this.sums.at(-1)!.y;
    const lane = LANE + 12;
    const turn = from + 5;
    this.residuals.push(
      `M${CENTRE} ${from}V${turn}H${lane + 6}Q${lane} ${turn} ${lane} ${turn + 6}V${at - 6}Q${lane} ${at} ` +
        `${lane + 6} ${at}H${CENTRE - 8}`,
    );
  }
}

/** From the centre line to a box of a row. */
function fan(from: number, x: number, to: number): string {
  const middle = (from + to) / 2;
  return x === CENTRE
    ? `M${CENTRE} ${from}V${to}`
    : `M${CENTRE} ${from}V${middle - 3}Q${CENTRE} ${middle} ${CENTRE + Math.sign(x - CENTRE) * 4} ` +
        `${middle}H${x - Math.sign(x - CENTRE) * 4}Q${x} ${middle} ${x} ${middle + 3}V${to}`;
}
