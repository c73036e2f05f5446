/** Where it computes, said honestly; help for browsers without WebGPU. */
import { Suspense, useState } from 'react';
import { lazy } from '../lazy';
import type { BackendKind } from '../../runtime/backend';
import type { Settings } from '../../state/properties';
import { busy } from '../../state/run';
import { isLocked } from '../../state/share';
import { Select } from '../controls/select';
import { usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { useControls } from '../share/lock';
import { strings } from '../strings';

const words = strings.backend;

/**
 * On a processor: tokens in a run that take minutes on two threads (the tiny encoder's 614,400 took 106 s there in a
 * terminal), and what a step is made of where they are too many.
 */
const MANY_TOKENS = 500_000;
const SHORT = { batchSize: 8, sequenceLength: 64 } as const;

/** Before a run that would take long on a processor, a button that makes its steps small. */
function Shorter() {
  const settings = usePlay((state) => state.settings);
  const { controller } = usePlayground();
  const standing = usePlay(({ run, intent }) => intent !== 'run' && !busy(run.status));
  const { batchSize, sequenceLength, steps, accumulation } = settings;
  const smaller = {
    batchSize: Math.min(batchSize, SHORT.batchSize),
    sequenceLength: Math.min(sequenceLength, SHORT.sequenceLength),
  };
  const share = (smaller.batchSize * smaller.sequenceLength) / (batchSize * sequenceLength);
  if (!standing || steps * accumulation * batchSize * sequenceLength < MANY_TOKENS || share > 0.5) return null;
  const names = ['batchSize', 'sequenceLength'] as const;
  if (names.some((name) => isLocked(settings, name))) return null;
  return (
    <p className="note" data-testid="shorter-run">
      {words.long}{' '}
      <button
        type="button"
        className="link"
        onClick={() => {
          for (const name of names) controller.set(name, smaller[name]);
        }}
      >
        {words.shorter(whole(smaller.batchSize), whole(smaller.sequenceLength), whole(Math.round(1 / share)))}
      </button>
    </p>
  );
}

const WebGpuHelp = lazy(() => import('../help/webgpu-help'));

export function Backend({ chosen }: { readonly chosen: BackendKind }) {
  const probe = usePlay((state) => state.probe);
  const value = usePlay((state) => state.settings.backend);
  const { controller } = usePlayground();
  const control = useControls()('backend');
  const [help, setHelp] = useState(false);
  const gpu = probe?.backends.find((offer) => offer.kind === 'webgpu');
  const name = (kind: string) => strings.options[kind] ?? kind;
  const options = (['auto', 'webgpu', 'wasm'] as const).map((kind) => ({
    value: kind,
    label: kind === 'auto' ? (probe ? words.automatic(name(chosen)) : words.checking) : name(kind),
    disabled: kind === 'webgpu' && gpu !== undefined && !gpu.available,
  }));
  const sentences = !probe
    ? [words.checking]
    : [
        ...(chosen === 'webgpu' ? [words.webgpu(gpu?.detail ?? '')] : [words.wasm(probe.threads)]),
        ...(gpu?.available && gpu.software ? [words.software] : []),
        ...(chosen === 'wasm' && !probe.isolated ? [words.oneThread] : []),
        ...(gpu && !gpu.available ? [words.missing[gpu.reason ?? 'no-api']] : []),
      ];
  return (
    <div className="backend">
      {!control.hidden && (
        <Select
          inline
          locked={control.locked}
          label={strings.settings.backend.label}
          value={value}
          groups={[{ options }]}
          onChange={(next) => controller.set('backend', next as Settings['backend'])}
        />
      )}
      <p className="note" data-testid="backend-note">
        {sentences.join(' ')}
        {gpu && !gpu.available && (
          <>
            {' '}
            <button type="button" className="link" onClick={() => setHelp(true)}>
              {words.help}
            </button>
          </>
        )}
      </p>
      {chosen === 'wasm' && probe && <Shorter />}
      {help && (
        <Suspense>
          <WebGpuHelp open={help} onOpenChange={setHelp} />
        </Suspense>
      )}
    </div>
  );
}
