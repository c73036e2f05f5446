/** The arithmetic of a module: its steps, each with the numbers of one token of the sentence. */
import { useState } from 'react';
import type {
  Arithmetic as Answer,
  ArithmeticGiven,
  ArithmeticTensor,
  ArithmeticValue,
} from '../../session/sentenceInside';
import type { Sentence } from '../../session/sentenceData';
import { whole } from '../format';
import { shapeText, small } from '../inspector/numbers';
import { strings as page } from '../strings';
import { shownToken } from './chips';
import { formulaOf, givenName, numeral, tensorName } from './formula';
import { strings as words } from './strings';

const parts: Readonly<Record<string, string>> = page.where.parts;

/** Three digits, two of numbers below a hundredth, so that they stand in columns. */
const short = (value: number): string => small(Number(value.toPrecision(Math.abs(value) < 0.01 ? 2 : 3)));

/** The first numbers of a vector, and how many it has. */
function Numbers({ value, token }: { readonly value: ArithmeticValue; readonly token: number }) {
  const numbers = value.tokens?.[token] ?? value.tokens?.[0];
  const size = value.shape.at(-1) ?? 1;
  if (!numbers) return <span className="arithmetic-shape">{shapeText(value.shape)}</span>;
  return (
    <span className="arithmetic-numbers">
      {numbers.map((number, i) => (
        <span key={i}>{short(number)}</span>
      ))}
      {size > numbers.length && <span className="arithmetic-shape">{words.of(whole(size))}</span>}
    </span>
  );
}

function aboutGiven({ place, layer, input }: ArithmeticGiven, nameOf: (layer: number) => string): string {
  if (input) return words.inputs[input];
  const part = place === undefined ? words.states : (parts[place] ?? place);
  return layer === undefined ? part : `${nameOf(layer)}: ${part}`;
}

function Tensor({ tensor }: { readonly tensor: ArithmeticTensor }) {
  const { names, trained, shape, excerpt } = tensor;
  return (
    <li className="arithmetic-tensor" data-trained={trained}>
      <p>
        <code>{tensorName(names)}</code> {names.length > 1 ? words.made(names.join(', ')) : names[0]}{' '}
        <span className="arithmetic-shape">{shapeText(shape)}</span>
      </p>
      {excerpt && (
        <div className="arithmetic-excerpt" role="group" aria-label={words.excerpt(names.join(', '))} tabIndex={0}>
          {excerpt.map((row, i) => (
            <span key={i} className="arithmetic-numbers">
              {row.map((number, k) => (
                <span key={k}>{short(number)}</span>
              ))}
              {(shape.at(-1) ?? 0) > row.length && <span>…</span>}
            </span>
          ))}
        </div>
      )}
    </li>
  );
}

export interface ArithmeticProps {
  readonly answer: Answer;
  readonly sentence: Sentence;
  /** What a layer is called, by its place in the order of execution. */
  readonly nameOf: (layer: number) => string;
}

export function Arithmetic({ answer, sentence, nameOf }: ArithmeticProps) {
  const { given, steps, tensors, side } = answer;
  const tokens = (side === 'written' ? sentence.written : undefined) ?? sentence.tokens;
  const first = Math.max(
    0,
    tokens.findIndex(({ special }) => !special),
  );
  const [chosen, setChosen] = useState(first);
  const token = Math.min(chosen, tokens.length - 1);
  return (
    <div className="arithmetic">
      <label className="arithmetic-token">
        {words.ofToken}{' '}
        <select className="text" value={token} onChange={(event) => setChosen(Number(event.target.value))}>
          {tokens.map(({ text }, i) => (
            <option key={i} value={i}>
              {`${i + 1}. ${shownToken(text)}`}
            </option>
          ))}
        </select>
      </label>
      <dl className="arithmetic-steps">
        {given.map((value, i) => (
          <div key={`given ${i}`} data-given>
            <dt>
              <code>{givenName(i)}</code> <small>{aboutGiven(value, nameOf)}</small>
            </dt>
            <dd>
              <Numbers value={value} token={token} />
            </dd>
          </div>
        ))}
        {steps.map((step, i) => {
          const trained = step.operands.some(
            (operand) => operand.kind === 'tensor' && tensors[operand.tensor]!.trained,
          );
          return (
            <div key={i} data-trained={trained}>
              <dt>
                <code>
                  {numeral(i)} = {formulaOf(step, answer, short)}
                </code>
              </dt>
              <dd>
                <Numbers value={step} token={token} />
              </dd>
            </div>
          );
        })}
      </dl>
      {tensors.length > 0 && (
        <>
          <h4 className="group-title">{words.tensors}</h4>
          <ul className="arithmetic-tensors">
            {tensors.map((tensor, i) => (
              <Tensor key={i} tensor={tensor} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
