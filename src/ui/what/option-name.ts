/** What an option of a knob is called, the same wherever it is shown. */
import { strings } from '../strings';

export const optionName = (option: string): string =>
  strings.options[option] ?? (strings.where.parts as Record<string, string>)[option] ?? option;
