/** Where it computes, said honestly; help for browsers without WebGPU. */
import { lazy, Suspense, useState } from 'react';
import type { BackendKind } from '../../runtime/backend';
import type { Settings } from '../../state/properties';
import { Select } from '../controls/select';
import { usePlay } from '../context';
import { useControls } from '../share/lock';
import { strings } from '../strings';

const words = strings.backend;

const WebGpuHelp = lazy(() => import('../help/webgpu-help'));

export function Backend({ chosen }: { readonly chosen: BackendKind }) {
  const probe = usePlay((state) => state.probe);
  const value = usePlay((state) => state.settings.backend);
  const set = usePlay((state) => state.set);
  const control = useControls()('backend');
  const [help, setHelp] = useState(false);
  const gpu = probe?.backends.find((offer) => offer.kind === 'webgpu');
  const name = (kind: string) => strings.options[kind] ?? kind;
  const options = (['auto', 'webgpu', 'wasm'] as const).map((kind) => ({
    value: kind, label: kind === 'auto' ? (probe ? words.automatic(name(chosen)) : words.checking) : name(kind), disabled: kind === 'webgpu' && gpu !== undefined && !gpu.available,
  }));
  const sentences = !probe ? [words.checking] : [
    ...(chosen === 'webgpu' ? [words.webgpu(gpu?.detail ?? '')] : [words.wasm(probe.threads)]),
    ...(gpu?.available && gpu.software ? [words.software] : []),
    ...(chosen === 'wasm' && !probe.isolated ? [words.oneThread] : []),
    ...(gpu && !gpu.available ? [words.missing[gpu.reason ?? 'no-api']] : []),
  ];
  return (
    <div className="backend">
      {!control.hidden && <Select inline locked={control.locked} label={strings.settings.backend.label} value={value} groups={[{ options }]} onChange={(next) => set('backend', next as Settings['backend'])} />}
      <p className="note" data-testid="backend-note">
        {sentences.join(' ')}
        {gpu && !gpu.available && <> <button type="button" className="link" onClick={() => setHelp(true)}>{words.help}</button></>}
      </p>
      {help && <Suspense><WebGpuHelp open={help} onOpenChange={setHelp} /></Suspense>}
    </div>
  );
}
