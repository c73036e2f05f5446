import { describe, expect, it } from 'vitest';
import { StepRecords } from './stepRecords';

const many = (from: number, to: number, loss = 1) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    step: from + i,
    loss: loss / (from + i),
    gradientNorm: Math.fround(0.1 * i),
    learningRate: 1e-3 / 3,
  }));

describe('records of steps as columns', () => {
  it('are the records that were given, to the bit, however many there are', () => {
    const all = many(1, 3000);
    let records = StepRecords.of([]);
    for (let at = 0; at < all.length; at += 7) records = records.with(all.slice(at, at + 7));
    expect([...records]).toEqual(all);
    expect(records.slice(-10)).toEqual(all.slice(-10));
    expect(records.slice(5, 8)).toEqual(all.slice(5, 8));
    expect(records.slice(8, 5)).toEqual([]);
    expect([records.at(0), records.at(-1), records.at(3000), records.at(-3001)]).toEqual([
      all[0],
      all.at(-1),
      undefined,
      undefined,
    ]);
    expect(records.map(({ step }, i) => step - i)).toEqual(all.map(() => 1));
    expect(records.filter(({ step }) => step % 2 === 0)).toHaveLength(1500);
    expect([...records.upTo(20)]).toEqual(all.slice(0, 20));
    expect([StepRecords.of(records), records.upTo(9999)]).toEqual([records, records]);
  });

  it('never change: a run that went back writes another curve beside the first', () => {
    const first = StepRecords.of(many(1, 400));
    const second = first.upTo(100).with(many(101, 900, 5));
    const third = first.with(many(401, 402));
    expect([...first]).toEqual(many(1, 400));
    expect([...second]).toEqual([...many(1, 100), ...many(101, 900, 5)]);
    expect([...third]).toEqual([...many(1, 400), ...many(401, 402)]);
  });
});
