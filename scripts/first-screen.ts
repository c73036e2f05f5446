/**
 * Vite plugin: draws the page's first screen into `index.html` when the page is built, so that it is seen, and moves,
 * before any script has run. React takes the drawing over (`hydrateRoot`). A visit that opens with anything else drops
 * it: see the scripts below.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer, type Plugin, type Rolldown, type UserConfig } from 'vite';

/**
 * In the head: the drawing is of the default configuration in English, and fits no other link or language.
 * Presses that come before React has taken over are kept, and repeated by `src/ui/earlyPresses.ts`.
 */
const DECIDE = `(function () {
  var page = document.documentElement, language;
  try { language = localStorage.getItem('language'); } catch (denied) { /* the browser's languages decide */ }
  var tags = language ? [language] : navigator.languages;
  var offered = LANGUAGES;
  for (var i = 0; i < tags.length && !language; i++)
    if (offered.indexOf(tags[i].split('-')[0]) >= 0) language = tags[i].split('-')[0];
  if (location.hash.length > 1 || (language && language !== 'en')) { page.dataset.start = 'other'; return; }
  page.dataset.start = 'default';
  window.earlyPresses = [];
  addEventListener('click', function (event) {
    var button = window.earlyPresses && event.target.closest && event.target.closest('button');
    if (button) window.earlyPresses.push(button);
  }, true);
})();`;

/**
 * After the drawing, before it is painted: only the name stays of one that does not fit. The page's scripts, which are
 * fetched by then, start at once where there is nothing to see; otherwise after the first frame, which they would hold
 * up. A tab in the background draws none.
 */
const START = `(function () {
  function start() {
    SCRIPTS.forEach(function (source) {
      var script = document.createElement('script');
      script.type = 'module';
      script.crossOrigin = '';
      script.src = source;
      document.body.append(script);
    });
  }
  if (document.documentElement.dataset.start === 'other') {
    var page = document.getElementById('root');
    page.replaceChildren(page.querySelector('header'));
    page.firstChild.replaceChildren(page.querySelector('.brand'));
  } else if (!document.hidden) {
    requestAnimationFrame(function () { requestAnimationFrame(function () { setTimeout(start); }); });
    return;
  }
  start();
})();`;

/** A style sheet and a module script in the page as Vite writes them. */
const STYLES = /<link rel="stylesheet" crossorigin href="\.\/([^"]+)">/g;
const SCRIPT = /\s*<script type="module" crossorigin src="([^"]+)"><\/script>/g;

interface Drawn {
  firstRecording: () => string;
  firstScreen: (recording: unknown) => string;
}

/** @throws where a style sheet is missing or refers to files, which would be looked for in the wrong folder. */
function inlined(styles: Rolldown.OutputAsset | Rolldown.OutputChunk | undefined): string {
  const text = styles?.type === 'asset' ? String(styles.source) : '';
  if (!text || /url\((?!["']?(?:data:|#))/.test(text))
    throw new Error(
      "The first screen's styles can't be written into the page: they are missing, or refer to other files.",
    );
  return text.replaceAll('</', '<\\/');
}

export function firstScreen(define: UserConfig['define']): Plugin {
  return {
    name: 'first-screen',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle }) {
        const root = import.meta.dirname + '/..';
        const server = await createServer({
          configFile: false,
          root,
          define,
          plugins: [react()],
          appType: 'custom',
          logLevel: 'error',
          server: { middlewareMode: true, hmr: false, ws: false },
          optimizeDeps: { noDiscovery: true },
        });
        try {
          const drawn = (await server.ssrLoadModule('/src/prerender.tsx')) as Drawn;
          const { languages } = (await server.ssrLoadModule('/src/ui/language.ts')) as { languages: object };
          const recording = readFileSync(resolve(root, 'public/recordings', drawn.firstRecording()), 'utf8').trim();
          const screen = drawn.firstScreen(JSON.parse(recording));
          const scripts = [...html.matchAll(SCRIPT)].map(([, source]) => source!);
          if (scripts.length === 0)
            throw new Error("The page's scripts were not found where the build writes them: nothing would start.");
          const start = START.replace('SCRIPTS', JSON.stringify(scripts));
          return {
            // The styles are small, and a first frame that waits for another file comes late.
            html: html
              .replace(SCRIPT, '')
              .replace(STYLES, (_, file: string) => `<style>${inlined(bundle?.[file])}</style>`)
              .replace(
                /<!-- first screen -->.*<!-- \/first screen -->/s,
                () =>
                  `<div id="root">${screen}</div>\n    <script type="application/json" ` +
                  `id="first-recording">${recording.replaceAll('<', '\\u003c')}</script>\n    ` +
                  `<script>${start}</script>`,
              ),
            tags: [
              {
                tag: 'script',
                children: DECIDE.replace('LANGUAGES', JSON.stringify(Object.keys(languages))),
                injectTo: 'head' as const,
              },
              // Compiled beside the main thread, which `preload` is not.
              ...scripts.map((href) => ({
                tag: 'link',
                attrs: { rel: 'modulepreload', crossorigin: true, href },
                injectTo: 'head' as const,
              })),
            ],
          };
        } finally {
          await server.close();
        }
      },
    },
  };
}
