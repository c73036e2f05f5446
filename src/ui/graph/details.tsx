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

/** Another node, to go to. */
function NodeLink({ view, index, onGo }: Pick<DetailsProps, 'view' | 'onGo'> & { readonly index: number }) {
  const { op, name } = view.nodes[index]!;
  return (
    <button type="button" className="link" onClick={() => onGo(index)}>
      {op}
      <small> {name}</small>
    </button>
  );
}

const Value = ({ view, name }: Pick<DetailsProps, 'view'> & { readonly name: string }) => (
  <>
    <code>{name}</code> <span className="graph-type">{view.values[name]?.type}</span>
  </>
);

function Inputs({ view, node, makers, onGo }: DetailsProps) {
  if (node.inputs.length === 0) return null;
  return (
    <>
      <h4 className="graph-list-title">{strings.inputs}</h4>
      <ol className="graph-values">
        {node.inputs.map((name, i) => {
          const maker = makers.get(name);
          return (
            <li key={i}>
              <Value view={view} name={name} />
              <br />
              {maker !== undefined ? (
                <>
                  {strings.from} <NodeLink view={view} index={maker} onGo={onGo} />
                </>
              ) : (
                <span className="graph-type">{strings.frozen}</span>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Outputs({ view, node, readers, onGo }: DetailsProps) {
  return (
    <>
      <h4 className="graph-list-title">{strings.outputs}</h4>
      <ol className="graph-values">
        {node.outputs.map((name) => {
          const reading = readers.get(name) ?? [];
          return (
            <li key={name}>
              <Value view={view} name={name} />
              <div className="graph-readers">
                {reading.length === 0 ? (
                  <span className="graph-type">{strings.graphOutput}</span>
                ) : (
                  <>
                    {strings.to}{' '}
                    {reading.slice(0, MANY).map((index) => (
                      <NodeLink key={index} view={view} index={index} onGo={onGo} />
                    ))}
                    {reading.length > MANY && <span className="graph-type">{strings.more(reading.length - MANY)}</span>}
                  </>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}

export function Details(props: DetailsProps) {
  const { node } = props;
  const { facts } = strings;
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
      <Inputs {...props} />
      <Outputs {...props} />
    </section>
  );
}
