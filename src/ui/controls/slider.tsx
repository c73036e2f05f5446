/** A labelled slider with a number field beside it; logarithmic where the range spans magnitudes. */
import { Slider as Radix } from 'radix-ui';
import { useId, useState } from 'react';
import { typed } from '../format';
import { LockMark } from '../share/lock';
import { Hint } from './hint';

export interface SliderProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly scale?: 'linear' | 'log';
  readonly format?: (value: number) => string;
  readonly disabled?: boolean;
  /** Why it can't be changed. */
  readonly locked?: string;
  readonly onChange: (value: number) => void;
}

const TICKS = 200;

/** Slider position for a value, 0 to TICKS. A logarithmic range that starts at 0 treats 0 as its own first position. */
export function toPosition(value: number, min: number, max: number, scale: 'linear' | 'log'): number {
  if (scale === 'linear' || max <= 0) return (TICKS * (value - min)) / (max - min || 1);
  const low = Math.max(min, max * 1e-6);
  return value <= low ? 0 : (TICKS * Math.log(value / low)) / Math.log(max / low);
}

/** The value at a position, rounded to what a person would type: whole numbers, or two significant digits. */
export function toValue(position: number, min: number, max: number, scale: 'linear' | 'log', integer: boolean): number {
  const share = position / TICKS;
  const low = Math.max(min, max * 1e-6);
  const raw =
    scale === 'linear' || max <= 0 ? min + share * (max - min) : share === 0 ? min : low * (max / low) ** share;
  const rounded = integer ? Math.round(raw) : Number(raw.toPrecision(2));
  return Math.min(max, Math.max(min, rounded));
}

export function Slider({
  label,
  hint,
  value,
  min,
  max,
  integer,
  scale = 'linear',
  format = String,
  disabled = false,
  locked,
  onChange,
}: SliderProps) {
  const id = useId();
  const fixed = disabled || locked !== undefined;
  const described = locked === undefined ? undefined : `${id}-locked`;
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    if (draft !== undefined && Number.isFinite(typed(draft))) onChange(typed(draft));
    setDraft(undefined);
  };
  /** Small whole-number ranges step by one; everything else in even steps along the track. */
  const counts = integer && scale === 'linear' && max - min <= TICKS;
  const track = counts
    ? { min, max, step: 1, value: [value] }
    : { min: 0, max: TICKS, step: 1, value: [toPosition(value, min, max, scale)] };
  const move = (position: number) => {
    if (counts) return onChange(position);
    let next = toValue(position, min, max, scale, integer);
    // Whole numbers lie sparse at the low end of a logarithmic track: a key press must still move by one.
    if (integer && next === value && position !== track.value[0]) next = value + Math.sign(position - track.value[0]!);
    onChange(next);
  };
  return (
    <div className="field field-slider">
      <div className="field-head">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        {hint && <Hint label={label} text={hint} />}
        {locked && <LockMark id={`${id}-locked`} reason={locked} />}
      </div>
      <Radix.Root className="slider" disabled={fixed} {...track} onValueChange={([position]) => move(position!)}>
        <Radix.Track className="slider-track">
          <Radix.Range className="slider-range" />
        </Radix.Track>
        <Radix.Thumb
          className="slider-thumb"
          aria-label={label}
          aria-describedby={described}
          aria-valuetext={format(value)}
        />
      </Radix.Root>
      <input
        id={id}
        className="number"
        inputMode="decimal"
        autoComplete="off"
        disabled={fixed}
        aria-describedby={described}
        value={draft ?? format(value)}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(undefined);
        }}
      />
    </div>
  );
}
