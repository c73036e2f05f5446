/** Options of `train` that put a backdoor into the training rows, and what is done against it. */
import { Option, type Command } from 'commander';
import { parsePoison, type Poison } from '../src/data/poisonSetting';
import { inEnglish } from '../src/messages/message';
import type { Defence, RunConfig } from '../src/training/types';
import { UsageError } from './io';
import { realNumber } from './settings';

export interface BackdoorOptions {
  readonly poison?: Poison;
  readonly defence?: Defence['kind'];
  readonly suspicion: number;
}

export function addBackdoorOptions(command: Command): Command {
  return command
    .option(
      '--poison <share,trigger,target>',
      'a backdoor: the trigger word is put into this share of the training rows, which are labelled as the target, ' +
        'such as 0.1,cf,great; 0 only measures the attack',
      poison,
    )
    .addOption(
      new Option(
        '--defence <kind>',
        'against the backdoor: clean-tuning trains it into all weights and then tunes on clean rows; filter leaves ' +
          'out rows that LoRA is suspiciously sure of',
      ).choices(['clean-tuning', 'filter']),
    )
    .option('--suspicion <x>', 'confidence above which a row is left out', realNumber('suspicion', 0.5, 1), 0.9);
}

function poison(text: string): Poison {
  const read = parsePoison(text);
  if ('fault' in read) throw new UsageError(`--poison: ${inEnglish(read.fault)}`);
  return read.poison;
}

/** What the options say, in a run's configuration. */
export const backdoorOf = ({ poison, defence, suspicion }: BackdoorOptions): Pick<RunConfig, 'poison' | 'defence'> => ({
  ...(poison && { poison }),
  ...(defence && { defence: defence === 'filter' ? { kind: defence, suspicion } : { kind: defence } }),
});
