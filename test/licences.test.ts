/** The list of licences that a build puts beside the page. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { licenceList, licenceOf, packageFolder } from '../scripts/licences';

const packages = resolve(import.meta.dirname, '../node_modules');

it('knows the package of a module, also of one in a package in a package', () => {
  expect(packageFolder('/p/node_modules/react/index.js?v=1')).toBe('/p/node_modules/react');
  expect(packageFolder('\0/p/node_modules/@a/b/dist/x.js')).toBe('/p/node_modules/@a/b');
  expect(packageFolder('/p/node_modules/a/node_modules/@b/c/d.js')).toBe('/p/node_modules/a/node_modules/@b/c');
  expect(packageFolder('/p/src/main.tsx')).toBeUndefined();
});

it('names each package once, with version, licence and text, also where it comes without a file of it', () => {
  const names = ['react', 'onnxruntime-web', '@bufbuild/protobuf', 'katex'];
  const text = licenceList([...names, 'react'].map((name) => join(packages, name)));
  for (const name of names) {
    const { version, licence } = licenceOf(join(packages, name));
    expect(text.split(`\n  ${name} ${version}: ${licence}\n`)).toHaveLength(2);
  }
  expect(text).toContain('Copyright (c) Meta Platforms');
  expect(text).toContain('Copyright 2008 Google Inc.');
  expect(text).toContain('  models/tiny-encoder/LICENSE');
});

it('refuses a package whose licence nobody could show', () => {
  const folder = mkdtempSync(join(tmpdir(), 'licences-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (content: object) => writeFileSync(join(folder, 'package.json'), JSON.stringify(content));
  write({ name: 'nobody', version: '1.0.0', license: 'MIT' });
  expect(() => licenceOf(folder)).toThrow('nobody 1.0.0 (MIT) comes without its licence');
  write({ name: 'nobody', version: '1.0.0' });
  expect(() => licenceOf(folder)).toThrow('states no licence');
});
