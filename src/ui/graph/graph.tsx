/** The training graph itself: model grey, method coloured, gradients and optimiser on request. */
import { ToggleGroup } from 'radix-ui';
import { useEffect, useId, useMemo, useState } from 'react';
import type { GraphNode, GraphView } from '../../worker/protocol';
import { usePlay, usePlayground } from '../context';
import { whole } from '../format';
import { BuildRun } from '../inspector/build-run';
import { labelOf } from './arrange';
import { GraphCanvas } from './canvas';
import { Details } from './details';
import './graph.css';
import { strings } from './strings';
import { useArrangement } from './use-arrangement';

type Kind = GraphNode['kind'];
const kinds: readonly Kind[] = ['base', 'input', 'trained', 'method', 'task', 'gradient', 'optimizer'];
const optional: readonly Kind[] = ['gradient', 'optimizer'];
/** Search results that are listed. */
const RESULTS = 20;

/** What tells a node from others of its operator: the tensor that is written on it in the drawing, or its name. */
const nameOf = (node: GraphNode): string => {
  const label = labelOf(node);
  return label === node.op ? node.name : label;
};

/** Nodes whose operator, name, module or values contain the words. */
function search(nodes: readonly GraphNode[], words: string): number[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  return nodes.flatMap((node, i) =>
    [node.op, node.name, node.module ?? '', ...node.inputs, ...node.outputs].some((text) =>
      text.toLowerCase().includes(wanted),
    )
      ? [i]
      : [],
  );
}

/** Node that makes a value, and those that read it, by value. */
function neighbours(nodes: readonly GraphNode[]) {
  const makers = new Map<string, number>();
  const readers = new Map<string, number[]>();
  nodes.forEach(({ inputs, outputs }, i) => {
    for (const value of outputs) makers.set(value, i);
    for (const value of new Set(inputs)) readers.set(value, [...(readers.get(value) ?? []), i]);
  });
  return { makers, readers };
}

interface KindsProps {
  readonly nodes: readonly GraphNode[];
  readonly hidden: readonly Kind[];
  readonly onHidden: (kinds: readonly Kind[]) => void;
}

/** Which nodes are drawn. */
function Kinds({ nodes, hidden, onHidden }: KindsProps) {
  const counts = (kind: Kind) => nodes.filter((node) => node.kind === kind).length;
  return (
    <fieldset className="graph-kinds">
      <legend className="field-label">{strings.show}</legend>
      {kinds.map((kind) => (
        <label key={kind} className="graph-kind">
          <input
            type="checkbox"
            checked={!hidden.includes(kind)}
            onChange={() =>
              onHidden(hidden.includes(kind) ? hidden.filter((other) => other !== kind) : [...hidden, kind])
            }
          />
          <span className={`graph-dot graph-${kind}`} />
          {strings.kinds[kind]} <small>{whole(counts(kind))}</small>
        </label>
      ))}
    </fieldset>
  );
}

interface SearchProps {
  readonly nodes: readonly GraphNode[];
  readonly words: string;
  readonly found: readonly number[];
  readonly onWords: (words: string) => void;
  readonly onGo: (node: number) => void;
}

function Search({ nodes, words, found, onWords, onGo }: SearchProps) {
  const id = useId();
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {strings.search}
      </label>
      <input
        id={id}
        type="search"
        className="text"
        value={words}
        placeholder={strings.searchHint}
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found[0] !== undefined) onGo(found[0]);
        }}
      />
      {words.trim() !== '' && (
        <>
          <p className="note" role="status">
            {found.length === 0 ? strings.none : strings.found(whole(found.length), RESULTS, found.length <= RESULTS)}
          </p>
          <ul className="graph-results">
            {found.slice(0, RESULTS).map((node) => (
              <li key={node}>
                <button type="button" className="link" onClick={() => onGo(node)}>
                  {nodes[node]!.op}
                  <small> {nameOf(nodes[node]!)}</small>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Explorer({ view }: { readonly view: GraphView }) {
  const [hidden, setHidden] = useState<readonly Kind[]>(optional);
  const [words, setWords] = useState('');
  const [selected, setSelected] = useState<number>();
  const [focus, setFocus] = useState<number>();
  const shownKinds = useMemo(() => kinds.filter((kind) => !hidden.includes(kind)), [hidden]);
  const { arrangement, busy } = useArrangement(view.nodes, shownKinds);

  const { makers, readers } = useMemo(() => neighbours(view.nodes), [view]);
  const places = useMemo(() => new Map(arrangement?.placed.map(({ node }, i) => [node, i])), [arrangement]);
  const found = useMemo(() => search(view.nodes, words), [view, words]);
  const scene = useMemo(
    () =>
      arrangement && {
        nodes: view.nodes,
        arrangement,
        found: new Set(found.flatMap((node) => places.get(node) ?? [])),
        ...(selected !== undefined && places.has(selected) && { selected: places.get(selected)! }),
      },
    [view, arrangement, found, places, selected],
  );

  const go = (node: number) => {
    setSelected(node);
    setFocus(node);
    const { kind } = view.nodes[node]!;
    if (hidden.includes(kind)) setHidden(hidden.filter((other) => other !== kind));
  };
  return (
    <div className="graph-body">
      <div className="graph-side">
        <Kinds nodes={view.nodes} hidden={hidden} onHidden={setHidden} />
        <Search nodes={view.nodes} words={words} found={found} onWords={setWords} onGo={go} />
        {selected === undefined ? (
          <p className="note">{strings.nothing}</p>
        ) : (
          <Details view={view} node={view.nodes[selected]!} makers={makers} readers={readers} onGo={go} />
        )}
      </div>
      <div className="graph-main">
        <p className="graph-status" role="status">
          {busy || !arrangement
            ? strings.arranging
            : strings.shown(whole(arrangement.placed.length), whole(view.nodes.length))}
        </p>
        {scene && (
          <GraphCanvas
            scene={scene}
            focus={focus === undefined ? undefined : places.get(focus)}
            onSelect={(placed) =>
              setSelected(placed === undefined ? undefined : scene.arrangement.placed[placed]!.node)
            }
          />
        )}
      </div>
    </div>
  );
}

export default function Graph() {
  const built = usePlay((state) => state.run.counts !== undefined);
  const parameters = usePlay((state) => state.run.parameters);
  const { controller } = usePlayground();
  const [which, setWhich] = useState<'textbook' | 'running'>('textbook');
  const [view, setView] = useState<GraphView>();
  const ready = built && parameters !== undefined;
  useEffect(() => {
    if (!ready) return;
    let stale = false;
    void controller.ask('graph', { which }).then((asked) => {
      if (!stale) setView(asked && 'answer' in asked ? asked.answer : undefined);
    });
    return () => {
      stale = true;
    };
    // Another run brings other parameters.
  }, [controller, ready, which, parameters]);
  return (
    <section className="panel graph" aria-labelledby="graph-title">
      <div className="graph-head">
        <div>
          <h2 id="graph-title" className="panel-title">
            {strings.title}
          </h2>
          <p className="note">{strings.text}</p>
        </div>
        {ready && (
          <div>
            <ToggleGroup.Root
              type="single"
              className="toggles"
              aria-label={strings.which.label}
              value={which}
              onValueChange={(next) => {
                if (next === 'textbook' || next === 'running') setWhich(next);
              }}
            >
              <ToggleGroup.Item value="textbook" className="toggle">
                {strings.which.textbook}
              </ToggleGroup.Item>
              <ToggleGroup.Item value="running" className="toggle">
                {strings.which.running}
              </ToggleGroup.Item>
            </ToggleGroup.Root>
            <p className="note">{strings.whichText[which]}</p>
          </div>
        )}
      </div>
      {!ready ? (
        <BuildRun text={strings.notBuilt} label={strings.build} working={strings.building} />
      ) : view ? (
        <Explorer view={view} />
      ) : (
        <p className="note" role="status">
          {strings.reading}
        </p>
      )}
    </section>
  );
}
