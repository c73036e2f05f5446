/** What a node is, what it reads and makes, and the way to its neighbours. */
import type { GraphNode, GraphView } from '../../worker/protocol';
import { strings } from './strings';

/** Neighbours of one value that are listed. */
const MANY = 12;

export interface DetailsProps {
  readonly view: GraphView;
  readonly node: GraphNode;
  /** Node that makes a value, and those that read it, by value. */
  readonly makers: ReadonlyMap<string, number>;
  readonly readers: ReadonlyMap<string, readonly number[]>;
  readonly onGo: (node: number) => void;
}

export function Details({ view, node, makers, readers, onGo }: DetailsProps) {
  const { facts } = strings;
  const link = (index: number) => (
    <button key={index} type="button" className="link" onClick={() => onGo(index)}>
      {view.nodes[index]!.op}
      <small> {view.nodes[index]!.name}</small>
    </button>
  );
  const value = (name: string) => (
    <>
      <code>{name}</code> <span className="graph-type">{view.values[name]?.type}</span>
    </>
  );
  return (
    <section className="graph-details" aria-label={strings.node} data-testid="graph-node">
      <h3 className="graph-op">
        <span className={`graph-dot graph-${node.kind}`} />
        {node.op}
      </h3>
      <dl className="graph-facts">
        <div>
          <dt>{facts.kind}</dt>
          <dd>{strings.kinds[node.kind]}</dd>
        </div>
        <div>
          <dt>{facts.name}</dt>
          <dd>{node.name}</dd>
        </div>
        {node.module && (
          <div>
            <dt>{facts.module}</dt>
            <dd>{node.module}</dd>
          </div>
        )}
      </dl>
      {node.inputs.length > 0 && (
        <>
          <h4 className="graph-list-title">{strings.inputs}</h4>
          <ol className="graph-values">
            {node.inputs.map((name, i) => {
              const maker = makers.get(name);
              return (
                <li key={i}>
                  {value(name)}
                  <br />
                  {maker !== undefined ? (
                    <>
                      {strings.from} {link(maker)}
                    </>
                  ) : (
                    <span className="graph-type">{strings.frozen}</span>
                  )}
                </li>
              );
            })}
          </ol>
        </>
      )}
      <h4 className="graph-list-title">{strings.outputs}</h4>
      <ol className="graph-values">
        {node.outputs.map((name) => {
          const reading = readers.get(name) ?? [];
          return (
            <li key={name}>
              {value(name)}
              <div className="graph-readers">
                {reading.length === 0 ? (
                  <span className="graph-type">{strings.graphOutput}</span>
                ) : (
                  <>
                    {strings.to} {reading.slice(0, MANY).map(link)}
                    {reading.length > MANY && <span className="graph-type">{strings.more(reading.length - MANY)}</span>}
                  </>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
