/** Parts of files that the browser keeps, read at once: only workers can. */

/** Of workers alone, and so unknown to the page's types. */
declare const FileReaderSync: { new (): { readAsArrayBuffer: (blob: Blob) => ArrayBuffer } } | undefined;

/**
 * Bytes [start, end) of a file; undefined where nothing can be read at once.
 * @throws DOMException when the file has changed or is gone
 */
export function rereader(blob: Blob): ((start: number, end: number) => Uint8Array) | undefined {
  if (typeof FileReaderSync === 'undefined') return undefined;
  const reader = new FileReaderSync();
  return (start, end) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(start, end)));
}
