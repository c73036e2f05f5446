/** The page: what, where, how it goes, and a place to try it; or one of the other views. */
import { Activity, Suspense, useEffect, type ComponentType, type MouseEvent } from 'react';
import { lazy } from './lazy';
import { useAddress } from './address';
import { usePlay, usePlayground, useResume, useTakingOver } from './context';
import { useEarlyPresses } from './earlyPresses';
import { Banner } from './frame/banner';
import { Boundary } from './frame/boundary';
import { Header } from './frame/header';
import { How } from './how/how';
import { useRemote } from './hub/use-remote';
import { Live } from './live/live';
import { LinkNotes } from './share/notes';
import { StartPlace } from './start/place';
import { strings } from './strings';
import { Try } from './try/try';
import { viewOf, views } from './views';
import { What } from './what/what';
import { Where } from './where/where';

/** Each view's own chunk, fetched when it is first opened. */
const lazyViews = new Map(views.flatMap(({ id, load }) => (load ? [[id, lazy(load)] as const] : [])));

const Closer = lazy(() => import('./closer/closer'));
const Present = lazy(() => import('./present/present'));
const Lite = lazy(() => import('./share/lite'));
const SilenceNotice = lazy(() => import('./resume/silence'));
const Offer = lazy(() => import('./resume/offer'));
const Lesson = lazy(() => import('./lesson/player'));
const AskDownload = lazy(() => import('./hub/ask-download'));

/** Moves the focus without touching the address, which holds the configuration. */
function skip(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  const target = document.getElementById(event.currentTarget.hash.slice(1));
  if (!target) return;
  target.tabIndex = -1;
  target.focus();
}

/** Shows the recorded run of what is chosen until the visitor trains. */
function useRecording(): void {
  const { controller } = usePlayground();
  const settings = usePlay((state) => state.settings);
  const hyperparameters = usePlay((state) => state.hyperparameters);
  const idle = usePlay((state) => state.run.records.length === 0 && state.run.status === 'idle');
  useEffect(() => {
    if (idle) void controller.replay();
  }, [settings, hyperparameters, idle, controller]);
}

const Waiting = () => (
  <p className="view-waiting" role="status">
    {strings.views.loading}
  </p>
);

/** Its place is free until it is there. */
function LookCloser() {
  const takingOver = useTakingOver();
  return (
    <section className="panel closer" aria-labelledby="closer-title">
      {!takingOver && (
        <Boundary>
          <Suspense>
            <Closer />
          </Suspense>
        </Boundary>
      )}
    </section>
  );
}

/** What, where, how it goes, and a place to try it; before all of it what the model says. */
const Playground = () => (
  <main className="columns">
    <Boundary>
      <Live />
    </Boundary>
    <LookCloser />
    <Boundary>
      <What />
    </Boundary>
    <Boundary>
      <Where />
    </Boundary>
    <Boundary>
      <Try />
    </Boundary>
    <Boundary>
      <How />
    </Boundary>
  </main>
);

/** A view beside the playground. */
const View = ({ id, Content }: { readonly id: string; readonly Content: ComponentType }) => (
  <main className="view" id="view" tabIndex={-1} data-view={id}>
    <Boundary key={id}>
      <Suspense fallback={<Waiting />}>
        <Content />
      </Suspense>
    </Boundary>
  </main>
);

export function App() {
  const { controller } = usePlayground();
  const { id, label } = viewOf(usePlay((state) => state.settings.view));
  const alone = usePlay(({ settings: { lite, present } }) =>
    lite === 'on' ? 'lite' : present === 'on' ? 'present' : undefined,
  );
  const Other = alone ? undefined : lazyViews.get(id);
  const lesson = usePlay((state) => state.settings.lesson !== 'none');
  const large = usePlay((state) => state.settings.large);
  const asking = usePlay((state) => state.asking);
  const silent = usePlay((state) => state.silence !== undefined);
  const offer = useResume((state) => state.offer);
  useAddress();
  useRecording();
  useEarlyPresses();
  useRemote();
  useEffect(() => {
    document.documentElement.dataset.large = large;
  }, [large]);
  useEffect(() => void controller.probeBackends(), [controller]);
  useEffect(() => {
    document.title = id === 'play' ? strings.pageTitle : `${label} · ${strings.title}`;
  }, [id, label]);
  return (
    <>
      <a className="skip" href={id === 'play' && !alone ? '#what-title' : '#view'} onClick={skip}>
        {id === 'play' && !alone ? strings.skip : strings.skipToView}
      </a>
      <Boundary>
        <Header />
      </Boundary>
      <Banner />
      {silent && (
        <Suspense>
          <SilenceNotice />
        </Suspense>
      )}
      <LinkNotes />
      {offer && (
        <Suspense>
          <Offer offer={offer} />
        </Suspense>
      )}
      {asking && (
        <Suspense>
          <AskDownload />
        </Suspense>
      )}
      {/* Stays alive behind the other views: text that was typed is still there on coming back. */}
      {alone ? (
        <Suspense fallback={<Waiting />}>
          <Boundary>{alone === 'lite' ? <Lite /> : <Present />}</Boundary>
        </Suspense>
      ) : (
        <Activity mode={Other ? 'hidden' : 'visible'}>
          <StartPlace />
          <Playground />
        </Activity>
      )}
      {lesson && !alone && !Other && (
        <Boundary>
          <Suspense>
            <Lesson />
          </Suspense>
        </Boundary>
      )}
      {Other && <View id={id} Content={Other} />}
    </>
  );
}
