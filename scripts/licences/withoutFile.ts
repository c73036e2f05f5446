/** Licence texts of packages that come without a file of it, by their names. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

/** @param holder who has the copyright, and since when, as the package says itself */
const mit = (holder: string): string => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

const onnxruntime = (): string =>
  `${mit('Microsoft Corporation')}\n\nWhat its binaries are made of, and under which licences: ` +
  'https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt';

/** Buf's own part is under Apache-2.0, varints are Google's; that notice heads the file they are in. */
const protobuf = (): string => {
  const notice = /^(?:\/\/.*\n)+/.exec(read('node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js'))?.[0] ?? '';
  if (!notice.includes('Google')) throw new Error('@bufbuild/protobuf: the notice of Google is not where it was.');
  return `Copyright Buf Technologies, Inc.\n\n${read('LICENSE').trim()}\n\n\n${notice.replace(/^\/\/ ?/gm, '')}`;
};

const texts: Readonly<Record<string, () => string>> = {
  '@bufbuild/protobuf': protobuf,
  'onnxruntime-common': onnxruntime,
  'onnxruntime-web': onnxruntime,
  'qrcode-generator': () => mit('2009 Kazuhiko Arase'),
  'react-remove-scroll-bar': () => mit('Anton Korzunov'),
};

/** The text for a package that has no file of it; undefined where none is known. */
export const withoutFile = (name: string): string | undefined => texts[name]?.();
