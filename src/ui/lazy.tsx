/** Parts of the page that are fetched when they are first shown. */
import { createElement, lazy as reactLazy, type ComponentType } from 'react';
import { Boundary, NotFetched } from './frame/boundary';

/**
 * As React's, but one that could not be fetched leaves the rest of the page as it is, says so in its place, and is
 * fetched again when that is asked for; React's own keeps the failure for ever.
 */
export function lazy<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  const attempt = () =>
    reactLazy<ComponentType<Props>>(() =>
      load().catch((error: unknown) => {
        throw new NotFetched(error);
      }),
    );
  let part: ComponentType<Props> = attempt() as unknown as ComponentType<Props>;
  // Not before it is asked for: React draws a part that failed once more by itself, and would fetch without an end.
  const again = () => {
    part = attempt() as unknown as ComponentType<Props>;
  };
  return function Part(props: Props) {
    return (
      <Boundary onRedraw={again}>
        <Drawn of={() => part} props={props} />
      </Boundary>
    );
  };
}

/** Below the boundary, so that another attempt is drawn when that is. */
const Drawn = <Props extends object>({
  of,
  props,
}: {
  readonly of: () => ComponentType<Props>;
  readonly props: Props;
}) => createElement(of(), props);
