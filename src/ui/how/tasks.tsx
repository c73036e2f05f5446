/** Every task of a run that learnt several: by itself, and what the finished method makes of it. */
import { isAddress, nameOfAddress } from '../../interchange/hub/address';
import { shownRun } from '../../state/state';
import { datasets } from '../contents';
import { usePlay } from '../context';
import { strings } from '../strings';
import { headlineOf } from './headline';

const words = strings.how.tasks;

const nameOf = (id: string): string =>
  datasets.find((entry) => entry.id === id)?.name ?? (isAddress(id) ? nameOfAddress(id) : id);

export function Tasks() {
  const tasks = usePlay((state) => shownRun(state).tasks);
  if (!tasks) return null;
  const { name } = headlineOf(tasks[0]!.metrics);
  return (
    <section className="tasks" aria-labelledby="tasks-title">
      <h3 className="chart-title" id="tasks-title">
        {words.title}
      </h3>
      <div className="quality-table" role="region" aria-label={words.title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.task}</th>
              <th scope="col">{words.alone}</th>
              <th scope="col">{words.together}</th>
            </tr>
          </thead>
          <tbody>
            {tasks.map(({ name: id, metrics, alone }, i) => (
              <tr key={id}>
                <th scope="row">{i === 0 ? words.own(nameOf(id)) : nameOf(id)}</th>
                <td>{alone ? headlineOf({ count: metrics.count, ...alone }).value : '–'}</td>
                <td>{headlineOf(metrics).value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">{words.text(name)}</p>
    </section>
  );
}
