/** The page's entry: one store, one worker, one React root. */
import { createRoot, hydrateRoot } from 'react-dom/client';
import { createPlayground } from './state/playground';
import { RaceRunner } from './state/race';
import type { Recording } from './state/recording';
import { openInterruptedDatabase } from './state/interruptedDatabase';
import { Resumer } from './state/resumer';
import { openRunsDatabase } from './state/runsDatabase';
import { Shelf } from './state/shelf';
import type { WorkerLike } from './state/engine';
import { listenToAddress } from './ui/address';
import { watchLeaving } from './ui/leaving';
import { allowance } from './ui/resume/allowance';
import { takeEarlyPresses } from './ui/earlyPresses';
import { methods } from './ui/contents';
import { startLanguage } from './ui/language';
import { Page } from './ui/page';
import { hubAddress } from './ui/settings/hub-address';
import { install, watchInstalling } from './ui/settings/installed';
import { toldWorker, workerTexts } from './ui/toldWorker';
import { spawnWorker } from './worker/spawn';
import './ui/styles/index.css';

const root = document.getElementById('root')!;
/**
 * Vite drew the default configuration into the page (scripts/first-screen.ts), with the recorded run that it
 * shows.
 */
const drawn = document.documentElement.dataset.start === 'default';
const first = drawn ? (JSON.parse(document.getElementById('first-recording')!.textContent) as Recording) : undefined;

/** Fetched beside the first drawing; kept runs tell what a worker told. */
const texts = workerTexts();
const spawn = () => toldWorker(spawnWorker() as WorkerLike, texts);
const playground = createPlayground({
  spawn,
  methods,
  first,
  hub: hubAddress(),
  hash: location.hash,
  recordings: new URL('recordings/', document.baseURI),
  still: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
});
listenToAddress(playground.controller);
const database = openRunsDatabase();
const shelf = new Shelf({ playground, methods, database });
const race = new RaceRunner({ playground, shelf, methods, database });
const resumer = new Resumer({
  playground,
  methods,
  database: openInterruptedDatabase(),
  allowance: allowance(),
  racing: () => race.state.status === 'running' || race.state.status === 'stopping',
});
watchLeaving(playground, resumer);
watchInstalling();
void texts.then(() => Promise.all([shelf.load(), race.load(), resumer.load()]));
// Asked for before the first drawing, which takes its time.
void playground.controller.replay();

startLanguage();
const page = <Page playground={playground} shelf={shelf} race={race} resumer={resumer} methods={methods} />;
if (drawn) {
  takeEarlyPresses();
  hydrateRoot(root, page);
} else createRoot(root).render(page);

/** Milliseconds after which the page is fetched for offline use: what the visitor does first comes first. */
const LATER = 4000;
setTimeout(() => {
  void install();
  // Needed when something is wrong, which may be the network.
  void import('./ui/resume/silence');
}, LATER);
