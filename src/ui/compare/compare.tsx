/** Compare: kept runs side by side. */
import { strings } from '../strings';

export default function Compare() {
  return (
    <section className="panel" aria-labelledby="compare-title">
      <h2 id="compare-title" className="panel-title">{strings.views.compare}</h2>
    </section>
  );
}
