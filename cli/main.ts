/** Entry of the command line: `npm run --silent cli -- COMMAND …`. */
import { processIo } from './io';
import { run } from './program';

// exit() rather than exitCode: onnxruntime's worker threads would keep the process alive. Output is flushed first.
const status = await run(process.argv.slice(2), processIo);
process.stdout.write('', () => process.exit(status));
