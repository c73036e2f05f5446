/** The first screen as HTML, drawn while the page is built: visible before any script has run. */
import { renderToString } from 'react-dom/server';
import { createPlayground } from './state/playground';
import { RaceRunner } from './state/race';
import { recordingFile, type Recording } from './state/recording';
import { openInterruptedDatabase } from './state/interruptedDatabase';
import { Resumer } from './state/resumer';
import { openRunsDatabase } from './state/runsDatabase';
import { Shelf } from './state/shelf';
import { methods } from './ui/contents';
import { allowance } from './ui/resume/allowance';
import { Page } from './ui/page';

const spawn = () => {
  throw new Error('Nothing is trained while the page is built.');
};

/** File of the recording that the page opens with. */
export const firstRecording = (): string =>
  recordingFile(createPlayground({ spawn, methods }).store.getState().settings);

export function firstScreen(first: Recording): string {
  const playground = createPlayground({ spawn, methods, first });
  const database = openRunsDatabase();
  const shelf = new Shelf({ playground, methods, database });
  const race = new RaceRunner({ playground, shelf, methods, database });
  const resumer = new Resumer({
    playground,
    methods,
    database: openInterruptedDatabase(),
    allowance: allowance(),
  });
  return renderToString(<Page playground={playground} shelf={shelf} race={race} resumer={resumer} methods={methods} />);
}
