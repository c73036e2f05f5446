/** Validation of hyper-parameters against a method's schema, the only place that knows ranges. */
import { MessageError, type Message } from '../messages/message';
import { says } from './messages';
import type { Hyperparameter, Hyperparameters, HyperparameterValue, Method } from './contract';

/** A hyper-parameter that cannot be used. The message names it and says what is allowed. */
export class HyperparameterError extends MessageError {
  override name = 'HyperparameterError';
}

/** What the schema allows, for people: "a whole number from 1 to 256". */
export function allowed(parameter: Hyperparameter): Message {
  switch (parameter.kind) {
    case 'integer':
      return says.wholeNumber({ min: parameter.min, max: parameter.max });
    case 'real':
      return says.number({ min: parameter.min, max: parameter.max });
    case 'flag':
      return says.trueOrFalse;
    case 'choice':
      return says.oneOf({ options: { list: parameter.options } });
    case 'choices':
      return says.someOf({ options: { list: parameter.options } });
  }
}

/**
 * The method's hyper-parameters with defaults filled in. Values may be strings, as they come from a command line or a
 * link; lists may be separated by comma, plus or space.
 * @throws HyperparameterError naming the hyper-parameter and what is allowed.
 */
export function resolveHyperparameters(
  method: Pick<Method, 'id' | 'hyperparameters'>,
  given: Readonly<Record<string, unknown>> = {},
): Hyperparameters {
  const known = new Map(method.hyperparameters.map((parameter) => [parameter.name, parameter]));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) {
      const names = [...known.keys()];
      throw new HyperparameterError(
        names.length > 0
          ? says.noSuchKnob({ method: method.id, name, names: { list: names } })
          : says.noKnobs({ method: method.id, name }),
      );
    }
  }
  return Object.fromEntries(
    method.hyperparameters.map((parameter) => {
      const value = given[parameter.name];
      return [parameter.name, value === undefined ? parameter.default : checked(method.id, parameter, value)];
    }),
  );
}

function checked(id: string, parameter: Hyperparameter, value: unknown): HyperparameterValue {
  const bad = () =>
    new HyperparameterError(
      says.mustBe({ name: parameter.name, method: id, allowed: allowed(parameter), value: describeValue(value) }),
    );
  switch (parameter.kind) {
    case 'integer':
    case 'real': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number) || number < parameter.min || number > parameter.max)
        throw bad();
      if (parameter.kind === 'integer' && !Number.isInteger(number)) throw bad();
      return number;
    }
    case 'flag':
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw bad();
    case 'choice':
      if (typeof value !== 'string' || !parameter.options.includes(value)) throw bad();
      return value;
    case 'choices': {
      const list: unknown = typeof value === 'string' ? value.split(/[,+ ]+/).filter(Boolean) : value;
      if (
        !Array.isArray(list) ||
        list.length === 0 ||
        !list.every((item) => parameter.options.includes(item as string))
      )
        throw bad();
      return [...new Set(list as string[])];
    }
  }
}

const describeValue = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(', ')}]` : typeof value === 'string' ? `"${value}"` : String(value);

/** Typed readers, for values that `resolveHyperparameters` made. */
export const numberOf = (hp: Hyperparameters, name: string): number => hp[name] as number;
export const flagOf = (hp: Hyperparameters, name: string): boolean => hp[name] as boolean;
export const choiceOf = (hp: Hyperparameters, name: string): string => hp[name] as string;
export const choicesOf = (hp: Hyperparameters, name: string): readonly string[] => hp[name] as readonly string[];
