/**
 * Vite plugin: `licences.txt` beside the page, with the name, version, licence and its text of every package that has a
 * part in the build: what was bundled, in the page and in its workers, and what the service worker is made of. The
 * settings link to it. A package without a licence text fails the build.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { withoutFile } from './licences/withoutFile.ts';

const root = resolve(import.meta.dirname, '..');

/** What workbox-build puts into the service worker, which it bundles by itself. */
const ofServiceWorker = ['workbox-core', 'workbox-precaching', 'workbox-routing', 'workbox-strategies'];

export interface Licence {
  readonly name: string;
  readonly version: string;
  /** An expression of SPDX. */
  readonly licence: string;
  readonly text: string;
}

/** The folder of the package that a module belongs to; undefined for the project's own and for virtual modules. */
export function packageFolder(id: string): string | undefined {
  const path = id
    .replace(/^\0/, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/');
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

/** @throws Error where a package states no licence, or has no text of it that could be shown */
export function licenceOf(folder: string): Licence {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  if (typeof license !== 'string') throw new Error(`${name} ${version} states no licence.`);
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  const text = (texts.length > 0 ? texts.join('\n\n') : (withoutFile(name) ?? '')).replaceAll('\r\n', '\n').trim();
  if (!text)
    throw new Error(
      `${name} ${version} (${license}) comes without its licence: add the text to scripts/licences/withoutFile.ts.`,
    );
  return { name, version, licence: license, text };
}

/** Licences of models and data that come with the page lie beside them. */
const models = (): string[] =>
  readdirSync(join(root, 'models'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'models', entry.name, 'README.md')))
    .flatMap(({ name }) =>
      readdirSync(join(root, 'models', name))
        .filter((file) => /^(LICENSE|README)/.test(file))
        .map((file) => `models/${name}/${file}`),
    );

/** @param folders of packages */
export function licenceList(folders: Iterable<string>): string {
  const all = new Map<string, Licence>();
  for (const folder of folders) {
    const licence = licenceOf(folder);
    all.set(`${licence.name} ${licence.version}`, licence);
  }
  const sorted = [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rule = '='.repeat(80);
  return [
    'PEFT playground (Apache-2.0) is made with the work of others. These packages have a part in the page:',
    sorted.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`).join('\n'),
    `Models and data have their own licences, told beside them:\n${models()
      .map((path) => `  ${path}`)
      .join('\n')}`,
    ...sorted.map(({ name, version, licence, text }) => `${rule}\n${name} ${version}\n${licence}\n${rule}\n\n${text}`),
    `${rule}\nPEFT playground\nApache-2.0\n${rule}\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`,
    '',
  ].join('\n\n');
}

/** The plugin of the page, and the one that its workers' bundles need. */
export function licences(): { readonly page: () => Plugin; readonly worker: () => Plugin } {
  const folders = new Set<string>();
  const note = (id: string) => {
    const folder = packageFolder(id);
    if (folder) folders.add(folder);
  };
  const collect: Plugin['generateBundle'] = (_, bundle) => {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') Object.keys(file.modules).forEach(note);
  };
  return {
    worker: () => ({ name: 'licences-of-workers', apply: 'build', generateBundle: collect }),
    page: () => ({
      name: 'licences',
      apply: 'build',
      generateBundle: {
        order: 'post',
        handler(options, bundle, isWrite) {
          (collect as (...given: unknown[]) => void).call(this, options, bundle, isWrite);
          // A file that is copied as it is, as onnxruntime's binaries are.
          for (const file of Object.values(bundle))
            if (file.type === 'asset') file.originalFileNames.forEach((name) => note(resolve(root, name)));
          ofServiceWorker.forEach((name) => note(join(root, 'node_modules', name, 'package.json')));
          this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licenceList(folders) });
        },
      },
    }),
  };
}
