/** Driving a run to where it ends by itself. */

/**
 * Asks for events until there are none left.
 * @param hear is told each of them @returns what the generator gives at its end
 */
export async function finish<E, T>(events: AsyncGenerator<E, T>, hear?: (event: E) => void): Promise<T> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    hear?.(next.value);
  }
}
