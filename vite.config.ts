/** Vite: the page, its worker, and the bundled models as static files. */
import { cpSync, createReadStream, existsSync, statSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Connect, type Plugin } from 'vite';

const modelsFolder = resolve(import.meta.dirname, 'models');

/** What of `models/` a browser needs: no scripts, no caches. */
const served = (path: string) => !/[\\/](scripts|__pycache__)([\\/]|$)/.test(path.slice(modelsFolder.length));

/** Serves `models/` in development and copies it into the build: the models stay at the top level, where the Python scripts write them. */
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
    response.setHeader('Content-Type', file.endsWith('.json') ? 'application/json' : file.endsWith('.onnx') ? 'application/octet-stream' : 'text/plain; charset=utf-8');
    createReadStream(file).pipe(response);
  };
  let output = 'dist';
  return {
    name: 'bundled-models',
    configResolved(config) { output = resolve(config.root, config.build.outDir); },
    configureServer(server) { server.middlewares.use(middleware); },
    closeBundle() {
      if (existsSync(output)) cpSync(modelsFolder, join(output, 'models'), { recursive: true, filter: served });
    },
  };
}

/** Cross-origin isolation lets WASM use threads. The page works without these headers too, on one thread. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  base: './',
  plugins: [react(), bundledModels()],
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200 },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
});
