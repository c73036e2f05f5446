/** "Continue on a real GPU": the script, to copy and to download. */
import { useMemo, useState } from 'react';
import { encode } from '../../state/hash';
import { Select } from '../controls/select';
import { useConfiguration, usePlay } from '../context';
import { scriptDataOf } from './script-data';
import { scriptOf, type Script } from './script';
import { strings } from './strings';
import { scriptTargets } from './targets';

/** The script for the present settings, on a model that has room for them. */
function useScript(target: (typeof scriptTargets)[number]): Script {
  const settings = usePlay((state) => state.settings);
  const ownData = usePlay((state) => state.ownData);
  const { method, hyperparameters, task } = useConfiguration();
  return useMemo(() => {
    const { steps, batchSize, sequenceLength, optimizer, schedule, warmup, weightDecay, clipNorm, accumulation, seed } =
      settings;
    const shown = { ...settings, view: 'play', page: 'overview', lesson: 'none', step: 1 } as const;
    const link = `${location.origin}${location.pathname}#${encode({ settings: shown, hyperparameters }, method)}`;
    return scriptOf({
      method,
      hyperparameters,
      dimensions: target.dimensions,
      title: target.name,
      model: target.hub,
      task,
      ...scriptDataOf(settings.dataset, ownData),
      poisoned: settings.poison !== '',
      transferred: settings.transfer !== 'none' || settings.trainRows > 0,
      steps,
      batchSize,
      sequenceLength,
      optimizer,
      schedule,
      warmup,
      weightDecay,
      clipNorm,
      accumulation,
      seed,
      link,
    });
  }, [settings, ownData, method, hyperparameters, target, task]);
}

function useCopying(code: string) {
  const [copied, setCopied] = useState<'yes' | 'no' | 'failed'>('no');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setCopied('yes');
      setTimeout(() => setCopied('no'), 2000);
    } catch {
      setCopied('failed');
    }
  };
  return { copied, copy };
}

function download(code: string): void {
  const url = URL.createObjectURL(new Blob([code], { type: 'text/x-python' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'train.py';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export function ScriptPanel() {
  const { method, task } = useConfiguration();
  const [id, setId] = useState(task === 'causal-lm' ? 'llama-7b' : 'roberta-base');
  const target = scriptTargets.find((entry) => entry.id === id) ?? scriptTargets[0]!;
  const { code, missing } = useScript(target);
  const { copied, copy } = useCopying(code ?? '');
  return (
    <section className="panel scale-script" aria-labelledby="script-title">
      <h3 id="script-title" className="panel-title">
        {strings.script}
      </h3>
      {code !== undefined && <p className="note">{strings.scriptText(method.name)}</p>}
      {missing !== 'no-method' && (
        <div className="scale-controls">
          <Select
            label={strings.scriptModel}
            value={target.id}
            groups={[
              { options: scriptTargets.map((entry) => ({ value: entry.id, label: entry.name, text: entry.hub })) },
            ]}
            onChange={setId}
          />
          {code !== undefined && (
            <p className="scale-buttons">
              <button type="button" className="button button-primary" onClick={() => download(code)}>
                {strings.download}
              </button>
              <button type="button" className="button" onClick={() => void copy()}>
                {copied === 'yes' ? strings.copied : strings.copy}
              </button>
            </p>
          )}
        </div>
      )}
      {copied === 'failed' && (
        <p className="note note-warn" role="alert">
          {strings.copyFailed}
        </p>
      )}
      {code !== undefined ? (
        <pre className="code" tabIndex={0} role="region" aria-label={strings.code}>
          <code>{code}</code>
        </pre>
      ) : (
        <p className="note note-warn" role="status">
          {missing === 'no-method'
            ? strings.noMethod(method.name, method.noScript ?? '')
            : strings.noScript[missing](method.name, target.name)}
        </p>
      )}
    </section>
  );
}
