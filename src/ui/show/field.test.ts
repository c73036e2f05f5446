/** Lanes: who gets to 95 % of full fine-tuning's gain, with how much to store, and when. */
import { describe, expect, it } from 'vitest';
import { alikeOf, arrivals, byScore, fieldOf, meanAt, placeOf, scoreAt, type LaneSource } from './field';
import { cutoffOf, isHidden } from './bySize';

const lane = (id: string, bytes: number, ...scores: number[]): LaneSource => ({
  id,
  name: id,
  category: 'baseline',
  state: 'done',
  bytes,
  runs: scores.map((score) => ({ score, way: [] })),
});
const marks = { lower: false, from: 'head', full: 'full' };
const field = fieldOf(
  [
    lane('head', 10, 0.5, 0.5),
    lane('full', 1000, 0.9, 0.9),
    lane('small', 50, 0.87, 0.875),
    lane('near', 100, 0.88, 0.9),
    lane('once', 200, 0.89),
    lane('large', 2000, 0.91, 0.91),
  ],
  marks,
);

describe('a field', () => {
  it('counts gains from the head to full fine-tuning, and puts the finish at 95 % of it', () => {
    expect(field.finish).toBeCloseTo(0.5 + 0.95 * 0.4, 12);
    expect(field.lanes.find(({ id }) => id === 'small')!.gain).toBeCloseTo(0.93125, 12);
    expect(byScore(field).map(({ id }) => id)).toEqual(['large', 'full', 'near', 'once', 'small', 'head']);
  });

  it('names who gets there with less to store, the smallest first, and what is known of the noise', () => {
    expect(arrivals(field).map(({ lane: { id }, noise }) => [id, noise])).toEqual([
      ['near', true],
      ['once', undefined],
    ]);
    expect(alikeOf(field, field.full!).map(({ id }) => id)).toEqual(['near']);
  });

  it('turns round where lower is better', () => {
    const perplexity = fieldOf([lane('head', 1, 300), lane('full', 99, 100), lane('lora', 9, 105)], {
      ...marks,
      lower: true,
    });
    expect(perplexity.finish).toBeCloseTo(110, 12);
    expect(arrivals(perplexity).map((arrival) => arrival.lane.id)).toEqual(['lora']);
    const at = (score: number) => placeOf(score, perplexity.ends);
    expect(at(100)).toBeGreaterThan(at(105));
    expect(at(105)).toBeGreaterThan(at(300));
  });

  it('has no finish where full fine-tuning gains nothing, or an end is missing', () => {
    expect(fieldOf([lane('head', 1, 0.6), lane('full', 9, 0.6)], marks).finish).toBeUndefined();
    expect(fieldOf([lane('full', 9, 0.6)], marks).finish).toBeUndefined();
    // 0.1 apart, with a standard error of 0.2.
    expect(fieldOf([lane('head', 1, 0.5, 0.5), lane('full', 9, 0.4, 0.8)], marks).finish).toBeUndefined();
    expect(arrivals(fieldOf([lane('full', 9, 0.6), lane('a', 1, 0.7)], marks))).toEqual([]);
    expect(fieldOf([], marks).lanes).toEqual([]);
  });

  it('keeps a method that blew up at the end of its track', () => {
    const wild = fieldOf([lane('head', 1, 0.5), lane('full', 9, 0.9), lane('wild', 5, -40)], marks);
    expect(placeOf(-40, wild.ends)).toBe(0);
    expect(placeOf(0.5, wild.ends)).toBeGreaterThan(0.1);
  });
});

describe('a lane on its way', () => {
  const way = [
    [0.25, 0.6],
    [0.5, 0.8],
    [1, 0.9],
  ] as const;
  const moving = fieldOf(
    [
      lane('head', 1, 0.5),
      { ...lane('full', 99), runs: [{ score: 0.9, way }] },
      {
        ...lane('lora', 9),
        runs: [
          {
            score: 0.95,
            way: [
              [0.25, 0.7],
              [0.5, 0.92],
              [1, 0.95],
            ],
          },
        ],
      },
    ],
    marks,
  );

  it('moves evenly between validations, and is nowhere before the first', () => {
    expect(scoreAt({ score: 0.9, way }, 0.2)).toBeUndefined();
    expect(scoreAt({ score: 0.9, way }, 0.25)).toBe(0.6);
    expect(scoreAt({ score: 0.9, way }, 0.375)).toBeCloseTo(0.7, 12);
    expect(meanAt(moving.lanes[1]!, 1)).toBe(0.9);
    expect(meanAt(moving.lanes[0]!, 0.5)).toBeUndefined();
  });

  it('tells when it was first measured beyond the finish', () => {
    expect(arrivals(moving)).toMatchObject([{ lane: { id: 'lora' }, after: 0.5 }]);
  });
});

it('shows what has no curve by its size, in equal factors', () => {
  expect(cutoffOf(field.lanes, 0)).toBeCloseTo(10, 9);
  expect(cutoffOf(field.lanes, 0.5)).toBeCloseTo(Math.sqrt(10 * 2000), 9);
  expect(field.lanes.filter((one) => !isHidden(field.lanes, one, 0.5)).map(({ id }) => id)).toEqual([
    'head',
    'small',
    'near',
  ]);
  expect(field.lanes.some((one) => isHidden(field.lanes, one, 1))).toBe(false);
});
