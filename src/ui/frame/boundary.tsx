/** Keeps the page up when one panel fails to draw. */
import { Component, type ReactNode } from 'react';
import { strings } from '../strings';

interface Props {
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <section className="panel broken" role="alert">
        <p>{strings.problems.boundary}</p>
        <p className="note">{error.message}</p>
        <button type="button" className="button" onClick={() => this.setState({ error: undefined })}>
          {strings.problems.redraw}
        </button>
      </section>
    );
  }
}
