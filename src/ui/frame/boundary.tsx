/** Keeps the page up when one panel fails to draw. */
import { Component, type ReactNode } from 'react';
import { strings } from '../strings';

/** A part of the page that did not come. */
export class NotFetched extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'NotFetched';
  }
}

interface Props {
  readonly children: ReactNode;
  /** Comes before what failed is drawn again. */
  readonly onRedraw?: () => void;
}

export class Boundary extends Component<Props, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const missing = error instanceof NotFetched;
    return (
      <section className="panel broken" role="alert">
        <p>{missing ? strings.problems.notFetched : strings.problems.boundary}</p>
        <p className="note">{error.message}</p>
        <button
          type="button"
          className="button"
          onClick={() => {
            if (missing) this.props.onRedraw?.();
            this.setState({ error: undefined });
          }}
        >
          {missing ? strings.problems.fetchAgain : strings.problems.redraw}
        </button>
      </section>
    );
  }
}
