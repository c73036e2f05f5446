/** German for what the layers tell: a module for each area, and how numbers and lists are written. */
import type { Language, Texts } from '../../../messages/message';
import { adapter } from './messages/adapter';
import { adapterHub } from './messages/adapterHub';
import { adapterNotes } from './messages/adapterNotes';
import { anatomy } from './messages/anatomy';
import { autodiff } from './messages/autodiff';
import { data } from './messages/data';
import { hub } from './messages/hub';
import { interchange } from './messages/interchange';
import { lesson } from './messages/lesson';
import { methods } from './messages/methods';
import { methods as ofMethods } from './methods';
import { onnx } from './messages/onnx';
import { peft } from './messages/peft';
import { poison } from './messages/poison';
import { runtime } from './messages/runtime';
import { session } from './messages/session';
import { state } from './messages/state';
import { tasks } from './messages/tasks';
import { training } from './messages/training';
import { worker } from './messages/worker';

const methodsById: Readonly<Record<string, { readonly says?: Texts } | undefined>> = ofMethods;

const areas: Readonly<Record<string, Texts>> = {
  adapter,
  adapterHub,
  adapterNotes,
  anatomy,
  autodiff,
  data,
  hub,
  interchange,
  lesson,
  methods,
  onnx,
  peft,
  poison,
  runtime,
  session,
  state,
  tasks,
  training,
  worker,
};

export const messages: Language = {
  text: (code) => {
    const dot = code.lastIndexOf('.');
    const area = code.slice(0, dot);
    // What a method tells stands beside its file.
    return (areas[area] ?? methodsById[area]?.says)?.[code.slice(dot + 1)];
  },
  decimal: (digits) => digits.replace('.', ','),
  count: (value) => value.toLocaleString('de-DE'),
  and: 'und',
  or: 'oder',
};
