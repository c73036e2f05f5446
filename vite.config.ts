/** Vite: the page, its worker, and the bundled models as static files. */
import { createHash } from 'node:crypto';
import { cpSync, createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Connect, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { firstScreenBudget } from './scripts/budget.ts';
import { firstScreen } from './scripts/first-screen.ts';
import { licences } from './scripts/licences.ts';
import { pageMethods } from './scripts/page-methods.ts';
import { securityPolicy } from './scripts/security-policy.ts';

const modelsFolder = resolve(import.meta.dirname, 'models');

/** What of `models/` a browser needs: no scripts, no caches. */
const served = (path: string) => !/[\\/](scripts|__pycache__)([\\/]|$)/.test(path.slice(modelsFolder.length));

/**
 * Serves `models/` in development and copies it into the build: the models stay at the top level, where the Python
 * scripts write them.
 */
function bundledModels(): Plugin {
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]!);
    // A module that imports a manifest as JSON asks with `?import`: that is Vite's to answer.
    if (!path.startsWith('/models/') || /[?&]import\b/.test(request.url ?? '')) return next();
    const file = normalize(join(modelsFolder, path.slice('/models/'.length)));
    if (!file.startsWith(modelsFolder) || !served(file) || !existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404;
      return void response.end();
    }
    response.setHeader('Content-Length', statSync(file).size);
    response.setHeader(
      'Content-Type',
      file.endsWith('.json')
        ? 'application/json'
        : file.endsWith('.onnx')
          ? 'application/octet-stream'
          : 'text/plain; charset=utf-8',
    );
    createReadStream(file).pipe(response);
  };
  let output = 'dist';
  return {
    name: 'bundled-models',
    configResolved(config) {
      output = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use(middleware);
      // What browsers keep goes by the digest of all models (`bundled`), which is worked out when the server starts.
      server.watcher.on('all', (_, path) => {
        if (path.startsWith(`${modelsFolder}/`) && served(path)) void server.restart();
      });
    },
    closeBundle() {
      if (existsSync(output)) cpSync(modelsFolder, join(output, 'models'), { recursive: true, filter: served });
    },
  };
}

/** Social networks want whole addresses: `SITE_URL=https://… npm run build` writes them into the preview tags. */
function previewTags(site = process.env.SITE_URL): Plugin {
  return {
    name: 'preview-tags',
    transformIndexHtml(html) {
      if (!site) return html;
      const address = new URL(site.endsWith('/') ? site : `${site}/`);
      return {
        html: html.replace('content="./preview.jpg"', `content="${new URL('preview.jpg', address).href}"`),
        tags: [{ tag: 'meta', attrs: { property: 'og:url', content: address.href }, injectTo: 'head' as const }],
      };
    },
  };
}

/**
 * Cross-origin isolation lets WASM use threads. The page works without these headers too, on one thread: on most static
 * hosts, and with ISOLATED=off here.
 */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/**
 * What `src/runtime/downloads.ts` must know of the files beside the page: which version they are, sizes that no
 * manifest says, and where the page lies, seen from the file of a worker.
 */
function bundled(command: 'build' | 'serve') {
  const files = readdirSync(modelsFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(modelsFolder, path))
    .filter((path) => served(path) && statSync(path).isFile())
    .sort();
  const digest = createHash('sha256');
  for (const file of files) digest.update(file.slice(modelsFolder.length)).update(readFileSync(file));
  const runtime = resolve(import.meta.dirname, 'node_modules/onnxruntime-web');
  const size = (build: string) => statSync(join(runtime, 'dist', `ort-wasm-simd-threaded${build}.wasm`)).size;
  const { version } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')) as { version: string };
  const data = files
    .filter((file) => file.startsWith(join(modelsFolder, 'data/')))
    .reduce((sum, file) => sum + statSync(file).size, 0);
  return {
    models: digest.digest('hex').slice(0, 16),
    engine: version,
    page: command === 'serve' ? '../../' : '../',
    bytes: { wasm: size(''), webgpu: size('.asyncify'), data },
  };
}

/** What each of the served files is, for `src/runtime/bundledDigests.ts`. */
const digests = (): Record<string, readonly [bytes: number, sha256: string]> =>
  Object.fromEntries(
    readdirSync(modelsFolder, { recursive: true, encoding: 'utf8' })
      .filter((path) => served(join(modelsFolder, path)) && statSync(join(modelsFolder, path)).isFile())
      .map((path) => {
        const contents = readFileSync(join(modelsFolder, path));
        return [
          path.replaceAll('\\', '/'),
          [contents.byteLength, createHash('sha256').update(contents).digest('hex')],
        ] as const;
      }),
  );

/** What the build stores. */
const stored = {
  globPatterns: [
    'index.html',
    'licences.txt',
    'favicon.svg',
    'icon-*.png',
    'assets/*.{js,mjs,css,woff2}',
    'recordings/*.json',
  ],
  navigateFallback: 'index.html',
  navigateFallbackDenylist: [/\/models\//],
};

/** Modules in development are stored as they are loaded, and only shown where the server does not answer. */
const inDevelopment = {
  runtimeCaching: [
    {
      urlPattern: ({ sameOrigin, url }: { readonly sameOrigin: boolean; readonly url: URL }) =>
        sameOrigin && !/\/models\/|\.wasm$/.test(url.pathname),
      handler: 'NetworkFirst' as const,
    },
  ],
};

/** In development too the service worker is at the address that the page knows it by. */
function workerAddress(): Plugin {
  return {
    name: 'worker-address',
    configureServer(server) {
      server.middlewares.use((request, _, next) => {
        if (/^\/sw\.js(\?|$)/.test(request.url ?? '')) request.url = '/dev-sw.js?dev-sw';
        next();
      });
    },
  };
}

/**
 * The page as an app, usable without a network after the first visit (Workbox): the page and all its chunks are stored
 * a few seconds after it has loaded. Models, data and onnxruntime's binaries are kept by `src/runtime/downloads.ts`
 * when they are used. A new version waits until the page is closed or the visitor asks for it, so that chunks of two
 * builds never mix.
 */
const app = (command: 'build' | 'serve') =>
  VitePWA({
    // Registered by `src/ui/settings/installed.ts`, late.
    injectRegister: null,
    registerType: 'prompt',
    manifest: {
      name: 'PEFT playground',
      short_name: 'PEFT',
      description:
        'Fine-tune a real pretrained language model in your browser with parameter-efficient methods, and see ' +
        'what they do.',
      display: 'standalone',
      start_url: './',
      scope: './',
      background_color: '#f4f5f7',
      theme_color: '#1f4fd8',
      categories: ['education'],
      icons: [
        { src: 'favicon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    includeManifestIcons: false,
    devOptions: {
      enabled: true,
      suppressWarnings: true,
      resolveTempFolder: () => resolve(import.meta.dirname, '.cache/dev-worker'),
    },
    workbox: {
      ...(command === 'serve' ? inDevelopment : stored),
      // The first visit's page is served by the worker at once; a later version waits.
      clientsClaim: true,
      skipWaiting: false,
      cleanupOutdatedCaches: true,
      sourcemap: false,
    },
  });

/**
 * Whether the page needs a module before it can do anything. These go into one file: each further one costs a slow
 * processor several milliseconds before the first paint, and none of them is of use without the others.
 */
function atOnce(
  id: string,
  graph: { getModuleInfo: (id: string) => { isEntry: boolean; importers: readonly string[] } | null },
): boolean {
  const seen = new Set<string>();
  const reached = (module: string): boolean => {
    if (seen.has(module)) return false;
    seen.add(module);
    const info = graph.getModuleInfo(module);
    return info !== null && (info.isEntry || info.importers.some(reached));
  };
  return reached(id);
}

export default defineConfig(({ command }) => {
  const { page: licencesOfPage, worker: licencesOfWorkers } = licences();
  const define = { __BUNDLED__: JSON.stringify(bundled(command)), __DIGESTS__: JSON.stringify(digests()) };
  return {
    base: './',
    plugins: [
      react(),
      bundledModels(),
      firstScreen(define),
      previewTags(),
      securityPolicy(),
      pageMethods(),
      firstScreenBudget(),
      licencesOfPage(),
      app(command),
      workerAddress(),
    ],
    define,
    server: { headers: isolation },
    preview: { headers: process.env.ISOLATED === 'off' ? {} : isolation },
    worker: { format: 'es', plugins: () => [licencesOfWorkers()] },
    build: {
      target: 'es2022',
      // A module of its own must have an address of its own: data is refused by the page's policy.
      assetsInlineLimit: (path) => (path.endsWith('.mjs') ? false : undefined),
      chunkSizeWarningLimit: 1200,
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { codeSplitting: { groups: [{ name: (id, context) => (atOnce(id, context) ? 'page' : null) }] } },
      },
    },
    optimizeDeps: {
      // A package that is found late reloads the page.
      entries: ['index.html', 'src/worker/worker.ts', 'src/ui/graph/arrange.worker.ts'],
      exclude: ['onnxruntime-web'],
    },
  };
});
