/**
 * Starts the training worker so that the page's Content-Security-Policy (scripts/security-policy.ts) holds in it too. A
 * worker takes its policy from its own file's headers, which a static host does not send; one that begins as a blob
 * inherits the page's.
 */
// Vite makes the module, which has this export.
// oxlint-disable-next-line import/default
import address from './worker?worker&url';

/**
 * A static import, since messages that arrive before a dynamic one has ended would be lost. Where a browser has Trusted
 * Types, onnxruntime's threads may come from this origin alone.
 */
const beginning = (worker: string) => `import ${JSON.stringify(worker)};
if (self.trustedTypes) trustedTypes.createPolicy('default', {
  createScriptURL: (address) => (new URL(address, ${JSON.stringify(worker)}).origin === self.origin ? address : null),
});`;

let made: string | undefined;

export function spawnWorker(): Worker {
  made ??= URL.createObjectURL(
    new Blob([beginning(new URL(address, document.baseURI).href)], { type: 'text/javascript' }),
  );
  return new Worker(made, { type: 'module', name: 'training' });
}
