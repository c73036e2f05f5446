/** Arranges a graph in a worker of its own; the last answer counts. */
import { useEffect, useRef, useState } from 'react';
import type { GraphNode } from '../../worker/protocol';
import type { Arrangement } from './arrange';

export function useArrangement(
  nodes: readonly GraphNode[] | undefined,
  kinds: readonly GraphNode['kind'][],
): { readonly arrangement?: Arrangement; readonly busy: boolean } {
  const worker = useRef<Worker>(undefined);
  const asked = useRef(0);
  const [answer, setAnswer] = useState<{
    readonly id: number;
    readonly nodes: readonly GraphNode[];
    readonly arrangement: Arrangement;
  }>();
  const [busy, setBusy] = useState(false);
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = undefined;
    },
    [],
  );
  useEffect(() => {
    if (!nodes) return;
    // One that still works on what is not wanted any more is ended: it would only delay the answer.
    worker.current?.terminate();
    const fresh = (worker.current = new Worker(new URL('./arrange.worker.ts', import.meta.url), { type: 'module' }));
    const id = ++asked.current;
    setBusy(true);
    fresh.onmessage = ({ data }: MessageEvent<{ readonly arrangement: Arrangement }>) => {
      setAnswer({ id, nodes, arrangement: data.arrangement });
      setBusy(false);
      fresh.terminate();
      if (worker.current === fresh) worker.current = undefined;
    };
    fresh.postMessage({ nodes, kinds });
  }, [nodes, kinds]);
  return { ...(answer && answer.nodes === nodes && { arrangement: answer.arrangement }), busy };
}
