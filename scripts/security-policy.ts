/**
 * Vite plugin: the built page's Content-Security-Policy, written into the page, so that "nothing is sent anywhere" does
 * not rest on the code's word on any static host. The training worker is started so that it inherits the policy
 * (`src/worker/spawn.ts`).
 *
 * Which hosts may be asked is decided in the page, by a script that runs before any other: the Hub's, the one that the
 * visitor has chosen in its place (`src/ui/settings/hub-address.ts`), and those that the address names
 * (`src/ui/hosts.ts`); each with its subdomains and ports, since large files are redirected there.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { placesIn } from '../src/ui/hosts.ts';

/** What each kind of thing may come from. `connect-src` is added in the page. */
const POLICY: Readonly<Record<string, string>> = {
  // Hashes of the page's own inline scripts are added; onnxruntime compiles WebAssembly.
  'script-src': "'self' 'wasm-unsafe-eval'",
  // Charts and bars set their sizes as style attributes.
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  // KaTeX's style sheet holds its smallest font itself.
  'font-src': "'self' data:",
  // The training worker begins as a blob; onnxruntime's threads are files.
  'worker-src': "'self' blob:",
  'manifest-src': "'self'",
  'media-src': "'self' blob:",
  'frame-src': "'none'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default formula',
};

/** The public Hub, its data service, and where it sends for files. */
const HUB_HOSTS = 'https://huggingface.co https://*.huggingface.co https://hf.co https://*.hf.co';

/**
 * Before any other script. Trusted Types, where a browser has them: scripts and workers only of this origin or made
 * here; markup only through a policy of its own name. Text without a tag passes: Radix writes its style sheets so.
 */
const GUARD = `(function () {
  var places = (PLACES)(location.hash), sources = ['HOSTS'], known = [location.origin];
  try { places.push(localStorage.getItem('hub') || ''); } catch (denied) { /* the public one */ }
  places.forEach(function (address) {
    try {
      var url = new URL(address), name = url.hostname;
      known.push(url.origin);
      sources.push(url.protocol + '//' + name + ':*');
      if (/[a-z]$/.test(name) && name.indexOf('.') > 0) sources.push(url.protocol + '//*.' + name);
    } catch (none) { /* no address */ }
  });
  var policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "connect-src 'self' blob: data: " + sources.join(' ');
  document.head.append(policy);
  document.documentElement.dataset.hosts = known.concat('HOSTS'.split(' ')).join(' ');
  if (self.trustedTypes) trustedTypes.createPolicy('default', {
    createHTML: function (text) { return text.indexOf('<') < 0 ? text : null; },
    createScriptURL: function (address) {
      return new URL(address, document.baseURI).origin === location.origin ? address : null;
    }
  });
})();`;

const digest = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** Scripts that are written into the page; a block of data is none. */
const INLINE = /<script(?:\s+type="module")?>([\s\S]*?)<\/script>/g;

/** The page with its policy, in front of everything that the policy governs. */
export function guarded(html: string): string {
  const guard = GUARD.replaceAll('HOSTS', HUB_HOSTS).replace('PLACES', () => placesIn.toString());
  const scripts = [guard, ...[...html.matchAll(INLINE)].map(([, script]) => script!)];
  const policy = { ...POLICY, 'script-src': [POLICY['script-src'], ...scripts.map(digest)].join(' ') };
  const content = Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
  return html.replace(
    '<meta charset="utf-8" />',
    (charset) =>
      `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${content}" />\n    ` +
      `<meta name="referrer" content="no-referrer" />\n    <script>${guard}</script>`,
  );
}

export const securityPolicy = (): Plugin => ({
  name: 'security-policy',
  apply: 'build',
  transformIndexHtml: { order: 'post', handler: (html) => guarded(html) },
});
