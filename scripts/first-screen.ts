/**
 * Vite plugin: draws the page's first screen into `index.html`, in the build and in development, so that it is seen,
 * and moves, before any script has run. React takes the drawing over (`hydrateRoot`). A visit that opens with anything
 * else drops it: see the scripts below.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer, type Plugin, type Rolldown, type UserConfig, type ViteDevServer } from 'vite';

const root = resolve(import.meta.dirname, '..');

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
    // Modules that Vite adds in development, for hot reloading, have run by then.
    if (document.readyState === 'loading') return addEventListener('DOMContentLoaded', start);
    SCRIPTS.forEach(function (source) {
      var script = document.createElement('script');
      script.type = 'module';
      script.crossOrigin = '';
      script.src = source;
      document.body.append(script);
    });
  }
  // Its origin is nobody's: no module, no worker and no storage is to be had.
  if (self.origin === 'null') {
    var texts = SANDBOXED, words = navigator.languages.map(function (tag) { return texts[tag.split('-')[0]]; });
    var chosen = words.filter(Boolean)[0] || texts.en, say = document.createElement('p');
    var link = document.createElement('a');
    say.className = 'sandboxed';
    say.textContent = chosen.says + ' ';
    link.textContent = chosen.open;
    link.href = location.href;
    link.target = '_blank';
    say.append(link);
    return document.getElementById('root').replaceChildren(say);
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

/** A style sheet and a module script in the page as Vite builds them. */
const STYLES = /<link rel="stylesheet" crossorigin href="\.\/([^"]+)">/g;
const SCRIPT = /\s*<script type="module" crossorigin src="([^"]+)"><\/script>/g;

/** The same in development, where the style sheet is what the page's entry imports. */
const SERVED_SCRIPT = /\s*<script type="module" src="(\/src\/main\.tsx[^"]*)"><\/script>/g;
const STYLESHEET = '/src/ui/styles/index.css';

interface Drawn {
  firstRecording: () => string;
  firstScreen: (recording: unknown) => string;
}

interface Words {
  readonly sandboxed: unknown;
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

/** What draws: Vite's own server in development, one made for the purpose while the page is built. */
type Renderer = Pick<ViteDevServer, 'ssrLoadModule'>;

async function rendererFor<T>(define: UserConfig['define'], use: (renderer: Renderer) => Promise<T>): Promise<T> {
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
    return await use(server);
  } finally {
    await server.close();
  }
}

/** What the page says in a frame where it can't run, by language. */
async function sandboxedTexts(renderer: Renderer): Promise<string> {
  const { english } = (await renderer.ssrLoadModule('/src/ui/strings.en.ts')) as { english: Words };
  const { page } = (await renderer.ssrLoadModule('/src/ui/languages/german/page.ts')) as { page: Words };
  return JSON.stringify({ en: english.sandboxed, de: page.sandboxed });
}

/** The page with the drawing in it, and with scripts that decide whether it stays and start the page's own. */
async function drawn(html: string, script: RegExp, renderer: Renderer) {
  const prerender = (await renderer.ssrLoadModule('/src/prerender.tsx')) as Drawn;
  const { languages } = (await renderer.ssrLoadModule('/src/ui/language.ts')) as { languages: object };
  const recording = readFileSync(resolve(root, 'public/recordings', prerender.firstRecording()), 'utf8').trim();
  const screen = prerender.firstScreen(JSON.parse(recording));
  const scripts = [...html.matchAll(script)].map(([, source]) => source!);
  if (scripts.length === 0)
    throw new Error("The page's scripts were not found where Vite writes them: nothing would start.");
  const sandboxed = await sandboxedTexts(renderer);
  const start = START.replace('SCRIPTS', JSON.stringify(scripts)).replace('SANDBOXED', () => sandboxed);
  const decide = DECIDE.replace('LANGUAGES', JSON.stringify(Object.keys(languages)));
  return {
    html: html
      .replace(script, '')
      .replace(
        /<!-- first screen -->.*<!-- \/first screen -->/s,
        () =>
          `<div id="root">${screen}</div>\n    <script type="application/json" ` +
          `id="first-recording">${recording.replaceAll('<', '\\u003c')}</script>\n    ` +
          `<script>${start}</script>`,
      ),
    scripts,
    decide: { tag: 'script', children: decide, injectTo: 'head' as const },
  };
}

/** In development the styles are linked: scripts, which bring them for hot reloading, come after the first frame. */
async function served(html: string, server: ViteDevServer) {
  const page = await drawn(html, SERVED_SCRIPT, server);
  const styles = { tag: 'link', attrs: { rel: 'stylesheet', href: STYLESHEET }, injectTo: 'head' as const };
  return { html: page.html, tags: [styles, page.decide] };
}

/** In the build they are small, and a first frame that waits for another file comes late. */
async function built(html: string, bundle: Rolldown.OutputBundle | undefined, renderer: Renderer) {
  const page = await drawn(html, SCRIPT, renderer);
  return {
    html: page.html.replace(STYLES, (_, file: string) => `<style>${inlined(bundle?.[file])}</style>`),
    tags: [
      page.decide,
      // Compiled beside the main thread, which `preload` is not.
      ...page.scripts.map((href) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href },
        injectTo: 'head' as const,
      })),
    ],
  };
}

export const firstScreen = (define: UserConfig['define']): Plugin => ({
  name: 'first-screen',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle, server }) =>
      server ? served(html, server) : rendererFor(define, (renderer) => built(html, bundle, renderer)),
  },
});
