/** `npm start`: sets up, builds and serves the playground on http://localhost:4173/ (PORT changes it). */
import { ensurePackages, root, run } from './setup.mjs';

await ensurePackages();
if ((await run('npx', ['vite', 'build', '--logLevel', 'warn'])) !== 0) process.exit(1);
console.log(`Built. Serving from ${root}.`);
process.exit(
  await run('npx', ['vite', 'preview', '--port', process.env.PORT ?? '4173', '--strictPort', ...process.argv.slice(2)]),
);
