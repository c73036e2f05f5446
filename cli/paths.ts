/** What lies at a path that somebody typed. */
import { statSync, type Stats } from 'node:fs';

/** Undefined where there is nothing, nor can be: below a file, or under a name that is too long. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') return undefined;
    throw error;
  }
}
