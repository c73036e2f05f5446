/** `npm run hub -- FOLDER [--port 8080]`: a folder of models and data sets, served as the Hub serves them. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { allRepositories } from './repositories.ts';
import { startHub } from './server.ts';

const program = new Command('hub')
  .description(
    'Serve a folder of models (owner/name/) and data sets (datasets/owner/name/) as the Hugging Face Hub does',
  )
  .argument('<folder>')
  .option('--port <port>', 'port to listen at', '8080')
  .option('--host <host>', 'address to listen at; 0.0.0.0 for a whole class room', 'localhost');
program.parse();

const folder = resolve(program.args[0]!);
const { port, host } = program.opts<{ port: string; host: string }>();
if (!existsSync(folder) || !statSync(folder).isDirectory()) {
  console.error(`There is no folder "${folder}". Name one that holds owner/name/ folders of models.`);
  process.exit(2);
}
const hub = await startHub({ folder, port: Number(port), host });
const ids = (kind: 'model' | 'dataset') => allRepositories(folder, kind).map(({ id }) => id);
console.log(`Serving ${folder} at ${hub.address}`);
console.log(`models: ${ids('model').join(', ') || 'none'}`);
console.log(`data sets: ${ids('dataset').join(', ') || 'none'}`);
console.log(
  `In the page: Settings, address of the Hub: ${hub.address}. In the command line: HF_ENDPOINT=${hub.address}`,
);
