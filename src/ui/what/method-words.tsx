/** What a method does, where, what it costs when used, and what to mind; loaded when it is asked for. */
import type { Method } from '../../methods/contract';
import { toldOnRequest } from '../learn/onRequest';
import { strings } from '../strings';

const words = strings.what;

export default function MethodWords({ method }: { readonly method: Method }) {
  const { idea, where } = method.learn;
  const { inferenceCost, pitfalls } = toldOnRequest(method);
  return (
    <>
      <p>{idea}</p>
      {(
        [
          [words.learn.where, where],
          [words.learn.cost, inferenceCost],
          [words.learn.pitfalls, pitfalls],
        ] as const
      ).map(([name, text]) => (
        <p key={name}>
          <b>{name}:</b> {text}
        </p>
      ))}
    </>
  );
}
