/** Goes back through what was seen of a run, step by step. Its place is kept free before there is anything to see. */
import { whole } from '../format';
import { strings } from '../strings';

const words = strings.live;

/** What was seen after so many steps. */
interface Stepped {
  readonly step: number;
}

export function Scrubber({
  looks,
  at,
  isBack,
  isRecorded,
  onStep,
}: {
  readonly looks: readonly Stepped[];
  readonly at: Stepped | undefined;
  readonly isBack: boolean;
  /** Of a recorded run, which a run here will begin anew. */
  readonly isRecorded: boolean;
  /** Undefined: follows the run again. */
  readonly onStep: (step: number | undefined) => void;
}) {
  const index = at ? looks.indexOf(at) : 0;
  const label =
    at === undefined || at.step === 0 ? words.start : (isRecorded ? words.recorded : words.step)(whole(at.step));
  return (
    <div className="live-back" data-empty={looks.length < 2}>
      <output className="live-step">{label}</output>
      <input
        type="range"
        className="live-range"
        min={0}
        max={Math.max(1, looks.length - 1)}
        value={index}
        disabled={looks.length < 2}
        aria-label={words.back}
        aria-valuetext={label}
        onChange={(event) => {
          const place = Number(event.target.value);
          onStep(place >= looks.length - 1 ? undefined : looks[place]?.step);
        }}
      />
      <button type="button" className="link live-latest" disabled={!isBack} onClick={() => onStep(undefined)}>
        {words.latest}
      </button>
    </div>
  );
}
