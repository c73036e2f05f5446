/** A step of a module's arithmetic as a line of symbols. */
import type { Arithmetic, ArithmeticStep } from '../../session/sentenceInside';
import type { Operand } from '../../training/moduleTrace';

const circled = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳';
/** Of a step, from 0. */
export const numeral = (step: number): string => circled[step] ?? `(${step + 1})`;

/** What is read: x, and y, z, … where there are several. */
export const givenName = (given: number): string => 'xyzuvw'[given] ?? `x${given + 1}`;

/** The short name of a tensor: the last two parts of its name say what it is where one alone does not. */
export function tensorName(names: readonly string[]): string {
  const short = (name: string) => {
    const parts = name.split('.');
    const last = parts.at(-1)!;
    return /^(weight|bias|gain)$/.test(last) ? parts.slice(-2).join('.') : last;
  };
  return names.length === 1 ? short(names[0]!) : `f(${names.map(short).join(', ')})`;
}

const infix: Readonly<Record<string, string>> = { MatMul: ' · ', Add: ' + ', Sub: ' − ', Mul: ' ⊙ ', Div: ' ÷ ' };
const named: Readonly<Record<string, string>> = {
  Gelu: 'GELU',
  Relu: 'ReLU',
  Sigmoid: 'σ',
  Tanh: 'tanh',
  Softmax: 'softmax',
  LayerNormalization: 'LayerNorm',
  Sqrt: '√',
  Exp: 'exp',
  Gather: 'row',
  Concat: 'concat',
  Slice: 'part',
  Split: 'part',
  ReduceSum: 'Σ',
  ReduceMean: 'mean',
};

/** @param number how a number is written */
export function formulaOf(
  { op, operands }: ArithmeticStep,
  { tensors }: Pick<Arithmetic, 'tensors'>,
  number: (value: number) => string,
): string {
  const nameOf = (operand: Operand): string => {
    switch (operand.kind) {
      case 'step':
        return numeral(operand.step);
      case 'given':
        return givenName(operand.given);
      case 'tensor':
        return `${tensorName(tensors[operand.tensor]!.names)}${operand.transposed ? 'ᵀ' : ''}`;
      case 'number':
        return number(operand.value);
    }
  };
  const parts = operands.map(nameOf);
  const isNumber = operands.some(({ kind }) => kind === 'number');
  if (op === 'Transpose') return `${parts[0]}ᵀ`;
  if (op === 'Neg') return `−${parts[0]}`;
  if (op === 'Mul' && isNumber) return parts.join(' × ');
  const sign = infix[op];
  return sign && parts.length === 2 ? parts.join(sign) : `${named[op] ?? op}(${parts.join(', ')})`;
}
