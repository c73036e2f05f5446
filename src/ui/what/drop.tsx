/** A place to drop files on, or to choose them with a click or a key. */
import { useId, useState, type DragEvent } from 'react';
import { Upload } from '../controls/icons';

export interface DropProps {
  readonly text: string;
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly onFiles: (files: readonly { readonly path: string; readonly file: File }[]) => void;
}

const listed = (files: FileList) => [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

export function Drop({ text, accept, multiple, onFiles }: DropProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    // Entries must be taken before the first await: the list empties when the event is over.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
    const plain = listed(event.dataTransfer.files);
    const folders = entries.some((entry) => entry?.isDirectory);
    onFiles(
      folders ? (await Promise.all(entries.map((entry) => (entry ? walk(entry) : Promise.resolve([]))))).flat() : plain,
    );
  };
  return (
    <label
      htmlFor={id}
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <Upload />
      <span>{text}</span>
      <input
        id={id}
        type="file"
        className="visually-hidden"
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          if (event.target.files?.length) onFiles(listed(event.target.files));
          event.target.value = '';
        }}
      />
    </label>
  );
}

/** All files of a dropped folder, with their paths inside it. */
async function walk(entry: FileSystemEntry): Promise<{ path: string; file: File }[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const out: { path: string; file: File }[] = [];
  for (;;) {
    // A directory is read in portions of at most a hundred entries.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return out;
    for (const child of portion) out.push(...(await walk(child)));
  }
}
