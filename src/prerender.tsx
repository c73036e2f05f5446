/** The first screen as HTML, drawn while the page is built: visible before any script has run. */
import { renderToString } from 'react-dom/server';
import { methods } from './methods/registry';
import { createRace } from './state/race';
import { recordingFile, type Recording } from './state/recording';
import { openRunsDatabase } from './state/runsDatabase';
import { createShelf } from './state/runsStore';
import { createPlayground } from './state/store';
import { Page } from './ui/page';

const spawn = () => {
  throw new Error('Nothing is trained while the page is built.');
};

/** File of the recording that the page opens with. */
export const firstRecording = (): string => recordingFile(createPlayground({ spawn, methods }).getState().settings);

export function firstScreen(first: Recording): string {
  const store = createPlayground({ spawn, methods, first });
  const database = openRunsDatabase();
  const shelf = createShelf({ playground: store, methods, database });
  const race = createRace({ playground: store, shelf, methods, database });
  return renderToString(<Page store={store} shelf={shelf} race={race} methods={methods} />);
}
