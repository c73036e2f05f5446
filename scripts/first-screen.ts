/**
 * Vite plugin: draws the page's first screen into `index.html` when the page is built, so that it is seen, and moves, before any script
 * has run. React takes the drawing over (`hydrateRoot`). A visit that opens with anything else drops it: see the scripts below.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer, type Plugin, type UserConfig } from 'vite';

/**
 * In the head: the drawing is of the default configuration in English, and fits no other link or language.
 * Presses that come before React has taken over are kept, and repeated by `src/ui/early.ts`.
 */
const DECIDE = `(function () {
  var page = document.documentElement, language;
  try { language = localStorage.getItem('language'); } catch (denied) { /* no storage: the browser's languages decide */ }
  var tags = language ? [language] : navigator.languages;
  var offered = LANGUAGES;
  for (var i = 0; i < tags.length && !language; i++) if (offered.indexOf(tags[i].split('-')[0]) >= 0) language = tags[i].split('-')[0];
  if (location.hash.length > 1 || (language && language !== 'en')) { page.dataset.start = 'other'; return; }
  page.dataset.start = 'default';
  window.earlyPresses = [];
  addEventListener('click', function (event) { if (window.earlyPresses && event.target.closest) { var button = event.target.closest('button'); if (button) window.earlyPresses.push(button); } }, true);
})();`;

/** After the drawing, before it is painted: only the name stays of one that does not fit. */
const STRIP = `if (document.documentElement.dataset.start === 'other') {
  var page = document.getElementById('root');
  page.replaceChildren(page.querySelector('header'));
  page.firstChild.replaceChildren(page.querySelector('.brand'));
}`;

interface Drawn {
  firstRecording(): string;
  firstScreen(recording: unknown): string;
}

export function firstScreen(define: UserConfig['define']): Plugin {
  return {
    name: 'first-screen',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html) {
        const root = import.meta.dirname + '/..';
        const server = await createServer({ configFile: false, root, define, plugins: [react()], appType: 'custom', logLevel: 'error', server: { middlewareMode: true, hmr: false, ws: false }, optimizeDeps: { noDiscovery: true } });
        try {
          const drawn = (await server.ssrLoadModule('/src/prerender.tsx')) as Drawn;
          const { languages } = (await server.ssrLoadModule('/src/ui/language.ts')) as { languages: object };
          const recording = readFileSync(resolve(root, 'public/recordings', drawn.firstRecording()), 'utf8').trim();
          const screen = drawn.firstScreen(JSON.parse(recording));
          return {
            html: html.replace(/<!-- first screen -->.*<!-- \/first screen -->/s, () => `<div id="root">${screen}</div>\n    <script type="application/json" id="first-recording">${recording.replaceAll('<', '\\u003c')}</script>\n    <script>${STRIP}</script>`),
            tags: [{ tag: 'script', children: DECIDE.replace('LANGUAGES', JSON.stringify(Object.keys(languages))), injectTo: 'head' as const }],
          };
        } finally {
          await server.close();
        }
      },
    },
  };
}
