/** The line that says that the curves were recorded: with the page, or brought by a link. */
import { usePlay } from '../context';
import { language } from '../language';
import { said } from '../said';
import { strings as share } from '../share/strings';
import { strings } from '../strings';

export function Recorded() {
  const recorded = usePlay((state) => state.run.recorded);
  const backend = usePlay((state) => state.run.backend);
  if (!recorded) return null;
  const date = new Date(recorded.date).toLocaleDateString(language() === 'en' ? 'en-GB' : language(), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const words = recorded.shared ? share.recorded : strings.how.recorded;
  return (
    <p className="recorded" data-testid="recorded">
      <span className="recorded-dot" aria-hidden="true" />
      {words(date, said(backend ?? ''))}
    </p>
  );
}
