// @vitest-environment happy-dom
/** The charts without numbers, with one, with some that are none, and with very many. */
import { act, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { emptyRun, type Run } from '../../state/run';
import { draw, inAWindow } from '../drawn.testing';
import { LossChart } from './loss-chart';
import { MemoryChart } from './memory-chart';
import { ParametersChart } from './parameters-chart';

inAWindow();

const live = {
  frozen: 6_000_000,
  trainable: 400_000,
  optimizer: 800_000,
  inputs: 1000,
  activations: 5_000_000,
  cache: 0,
};
const total = Object.values(live).reduce((sum, bytes) => sum + bytes, 0);
const reading = { live, total, peak: total, peakByOwner: live };
const recordsOf = (losses: readonly number[]) =>
  losses.map((loss, i) => ({ step: i + 1, loss, gradientNorm: 1, learningRate: 1e-3 }));

/** Draws a chart of a run, which is shown as a replayed one is: that needs no worker. */
async function drawRun(chart: React.ReactNode, run: Partial<Run>, hash = '') {
  vi.useFakeTimers();
  const drawn = draw(chart, hash);
  const { controller, store } = drawn;
  act(() => {
    controller.dispatch({ type: 'begin-replay' });
    const { turn } = store.getState().replay;
    controller.dispatch({ type: 'replay-frame', turn, run: { ...emptyRun, ...run } });
  });
  await act(() => vi.advanceTimersByTimeAsync(3000));
  vi.useRealTimers();
  return drawn;
}

const sentence = () => screen.getByRole('img').getAttribute('aria-label')!;
/** Corners of the curves, by their colour. */
const paths = (container: HTMLElement) =>
  [...container.querySelectorAll('path.recharts-curve')].map((path) => ({
    stroke: path.getAttribute('stroke'),
    corners: (path.getAttribute('d') ?? '').match(/[ML]/g)?.length ?? 0,
    d: path.getAttribute('d') ?? '',
  }));

describe('the loss', () => {
  it('of no steps is a sentence, and no table', () => {
    draw(<LossChart />);
    expect(document.querySelector('.chart-empty')?.textContent).toBeTruthy();
    expect(sentence()).toContain(document.querySelector('.chart-empty')!.textContent);
    expect(document.querySelector('.chart-table')).toBeNull();
  });

  it('of one step is told, with its number', async () => {
    const { container } = await drawRun(<LossChart />, { records: recordsOf([0.693]) });
    expect(sentence()).toContain('0.693');
    expect(container.querySelector('.chart-empty')).toBeNull();
    expect(container.innerHTML).not.toContain('NaN');
  });

  it('that is not a number draws no corner there, and everything around it', async () => {
    const { container } = await drawRun(<LossChart />, { records: recordsOf([0.9, 0.8, NaN, 0.6, Infinity, 0.5]) });
    const drawn = paths(container);
    expect(drawn.length).toBeGreaterThan(0);
    for (const { d } of drawn) expect(d).not.toMatch(/NaN|Infinity/);
    expect(Math.max(...drawn.map(({ corners }) => corners))).toBeGreaterThan(2);
    for (const tick of container.querySelectorAll('.recharts-cartesian-axis-tick'))
      expect(tick.textContent).not.toMatch(/NaN|∞|Infinity/);
  });

  it('of 20,000 steps is drawn with few corners, to the last step', async () => {
    const losses = Array.from({ length: 20_000 }, (_, i) => 1 / (1 + i / 500));
    const { container } = await drawRun(<LossChart />, { step: 20_000, records: recordsOf(losses) }, '#steps=20000');
    const [first] = paths(container);
    expect(first!.corners).toBeGreaterThan(100);
    expect(first!.corners).toBeLessThan(300);
    expect(sentence()).toContain('20,000');
  });
});

describe('memory', () => {
  it('without a reading is the estimate, called so', () => {
    draw(<MemoryChart />);
    expect(sentence()).toMatch(/estimate/i);
    expect(document.querySelector('.chart-aside')?.textContent).toMatch(/about [\d.]+\sMB/);
  });

  it('with one reading is a level from the start, and says what it is made of', async () => {
    const { container } = await drawRun(<MemoryChart />, { memory: [{ step: 0, reading }] });
    expect(sentence()).toMatch(/12\.2\sMB/);
    const areas = [...container.querySelectorAll('path.recharts-area-area')].map(
      (path) => path.getAttribute('d') ?? '',
    );
    expect(areas.length).toBeGreaterThan(0);
    for (const d of areas) expect(d).not.toContain('NaN');
    // An owner that holds nothing is not in the key.
    expect(container.querySelectorAll('.key li')).toHaveLength(5);
  });

  it('of a recording of this very configuration stands whatever a question has loaded meanwhile', async () => {
    const recorded = { date: '2026-01-01', moving: false, steps: 100 };
    const loaded = { ...reading, total: 6_000_000, peak: 6_000_000 };
    const memory = [0, 50, 100].map((step) => ({ step, reading }));
    const { controller } = await drawRun(<MemoryChart />, { step: 100, memory, recorded });
    const asRecorded = sentence();
    vi.useFakeTimers();
    act(() => controller.dispatch({ type: 'notice', notice: { notice: 'memory', step: 0, reading: loaded } }));
    await act(() => vi.advanceTimersByTimeAsync(3000));
    vi.useRealTimers();
    expect(sentence()).toBe(asRecorded);
  });

  it('of a long run is drawn with few rows, and ends at the last reading', async () => {
    const memory = Array.from({ length: 3000 }, (_, i) => ({
      step: i,
      reading: { ...reading, total: total + i, live: { ...live, activations: live.activations + i } },
    }));
    const { container } = await drawRun(<MemoryChart />, { step: 3000, memory }, '#steps=3000');
    const [area] = [...container.querySelectorAll('path.recharts-area-area')];
    expect(area!.getAttribute('d')!.length).toBeLessThan(20_000);
  });
});

describe('trainable parameters', () => {
  it('follow the knobs before anything is built, as bars and as a sentence', () => {
    const { controller } = draw(<ParametersChart />);
    expect(sentence()).toContain('8,192');
    act(() => controller.setHyperparameter('r', 4));
    expect(sentence()).toContain('4,096');
    act(() => controller.set('method', 'head-only'));
    expect(sentence()).toMatch(/\b0\b/);
  });
});
