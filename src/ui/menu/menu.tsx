/** The menu of methods: searched, filtered, in groups. Loaded apart from the first screen. */
import { Dialog, ToggleGroup } from 'radix-ui';
import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { applicability } from '../../methods/applicability';
import type { Category, Method } from '../../methods/contract';
import { traits, type Touch, type Trait } from '../../methods/facts';
import { methodById } from '../../methods/registry';
import type { Told } from '../../methods/search';
import { useConfiguration, useMethods } from '../context';
import { Close } from '../controls/icons';
import { inLanguage } from '../inLanguage';
import { methodTexts } from '../language';
import { sentencesOf } from '../opening';
import { strings as common } from '../strings';
import { useDetails, type Details } from './details';
import { groupsOf, type Asked, type Group, type Grouping } from './entries';
import { Entry } from './entry';
import './menu.css';
import { strings } from './strings';

/** Entries that a page key passes. */
const PAGE = 6;

/** Filters and grouping stay as they were when the menu is opened again. */
let last: Omit<Asked, 'query'> = { wanted: new Set(), grouping: 'category' };

function headingOf(key: Group['key']): { readonly name: string; readonly text?: string } {
  if (key === undefined) return { name: strings.list };
  if (key === 'nothing') return { name: strings.nothing };
  return key in strings.touches ? strings.touches[key as Touch] : { name: common.categories[key as Category] };
}

/** What every language calls methods and says of them; those of other languages are asked for with the first letter. */
function useAllLanguages(searching: boolean): (id: string) => readonly Told[] {
  const [texts, setTexts] = useState<readonly Readonly<Record<string, Told>>[]>([]);
  useEffect(() => {
    if (searching) void methodTexts().then(setTexts);
  }, [searching]);
  return useMemo(() => (id) => [methodById(id), ...texts.flatMap((told) => told[id] ?? [])], [texts]);
}

/**
 * Why methods can't be used, by their ids. What their knobs can mend is no reason, and what the data must mend is said
 * there.
 */
function useRefusals(methods: readonly Method[]): ReadonlyMap<string, string> {
  const { dimensions, task, taskConflict } = useConfiguration();
  return useMemo(
    () =>
      new Map(
        methods.flatMap((method) => {
          const refusal = applicability(method, dimensions, undefined, taskConflict ? undefined : task);
          return refusal ? [[method.id, sentencesOf(inLanguage(refusal))[0]!] as const] : [];
        }),
      ),
    [methods, dimensions, task, taskConflict],
  );
}

interface ToolsProps {
  readonly asked: Asked;
  readonly onChange: (change: Partial<Asked>) => void;
}

function Tools({ asked: { query, wanted, grouping }, onChange }: ToolsProps) {
  const id = useId();
  return (
    <div className="menu-tools">
      <ToggleGroup.Root
        type="multiple"
        className="toggles"
        aria-label={strings.filters}
        value={[...wanted]}
        onValueChange={(values) => onChange({ wanted: new Set(values as Trait[]) })}
      >
        {traits.map((trait) => (
          <ToggleGroup.Item key={trait} value={trait} className="toggle">
            {strings.traits[trait]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <div className="menu-grouping" data-idle={query.trim() !== '' || undefined}>
        <span id={id}>{strings.grouping}</span>
        <ToggleGroup.Root
          type="single"
          className="toggles"
          aria-labelledby={id}
          value={grouping}
          onValueChange={(value) => value !== '' && onChange({ grouping: value as Grouping })}
        >
          {(['category', 'touches'] as const).map((value) => (
            <ToggleGroup.Item key={value} value={value} className="toggle">
              {strings.groupings[value]}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup.Root>
      </div>
    </div>
  );
}

/** The entry that keys are on, and what moves it. */
function useActive(listed: readonly Method[], chosen: string, query: string, usable: (id: string) => boolean) {
  const [moved, setMoved] = useState<string>();
  // What is typed leads to the best hit.
  useEffect(() => setMoved(undefined), [query]);
  const start = query.trim() === '' ? listed.find(({ id }) => id === chosen) : undefined;
  const active = listed.find(({ id }) => id === moved) ?? start ?? listed.find(({ id }) => usable(id)) ?? listed[0];
  const move = (by: number) => {
    const at = active ? listed.indexOf(active) : 0;
    setMoved(listed[Math.max(0, Math.min(listed.length - 1, at + by))]?.id);
  };
  return { active, move };
}

/** Keeps the active entry in sight; the chosen one is in the middle at first. */
function useInSight(list: RefObject<HTMLElement | null>, active: string | undefined): void {
  const first = useRef(true);
  useEffect(() => {
    const entry = list.current?.querySelector('[data-active]');
    entry?.scrollIntoView({ block: first.current ? 'center' : 'nearest' });
    first.current = false;
  }, [list, active]);
}

interface ListProps {
  readonly id: string;
  readonly groups: readonly Group[];
  readonly details: ReadonlyMap<string, Details>;
  readonly refusals: ReadonlyMap<string, string>;
  readonly active: Method | undefined;
  readonly onChoose: (method: Method) => void;
}

function List({ id, groups, details, refusals, active, onChoose }: ListProps) {
  const { method: chosen, dimensions } = useConfiguration();
  const list = useRef<HTMLDivElement>(null);
  useInSight(list, active?.id);
  return (
    <div ref={list} id={`${id}-list`} className="menu-list" role="listbox" aria-label={strings.list}>
      {groups.map(({ key, methods }) => {
        const { name, text } = headingOf(key);
        return (
          <div key={key ?? ''} role="group" aria-label={name}>
            {key !== undefined && (
              <div className="menu-heading" aria-hidden="true">
                {name} <small>{methods.length}</small> <small>{text}</small>
                <small className="menu-column">{strings.column}</small>
              </div>
            )}
            {methods.map((method) => (
              <Entry
                key={method.id}
                id={`${id}-${method.id}`}
                method={method}
                details={details.get(method.id)}
                total={dimensions.parameters}
                refusal={refusals.get(method.id)}
                chosen={method === chosen}
                active={method === active}
                onChoose={onChoose}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}

/** Keys that work wherever the focus is: what is typed goes into the search. Buttons keep their own. */
function keysFor(
  input: RefObject<HTMLInputElement | null>,
  move: (by: number) => void,
  choose: () => void,
): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    const onButton = event.target instanceof HTMLElement && event.target.closest('button') !== null;
    if ((steps !== undefined || event.key === 'Enter') && !onButton) {
      event.preventDefault();
      if (steps === undefined) choose();
      else move(steps);
    } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey)
      input.current?.focus();
  };
}

interface SearchProps {
  readonly id: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly active: Method | undefined;
  readonly query: string;
  readonly shown: number;
  readonly onType: (query: string) => void;
}

function Search({ id, input, active, query, shown, onType }: SearchProps) {
  const all = useMethods().length;
  return (
    <div className="menu-search">
      <input
        ref={input}
        className="search"
        type="text"
        role="combobox"
        aria-label={strings.search}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active && `${id}-${active.id}`}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="done"
        placeholder={strings.searchHint}
        value={query}
        onChange={(event) => onType(event.target.value)}
      />
      <span className="menu-shown" role="status">
        {strings.of(shown, all)}
      </span>
    </div>
  );
}

interface BodyProps {
  readonly onChoose: (id: string) => void;
  readonly input: RefObject<HTMLInputElement | null>;
}

function Body({ onChoose, input }: BodyProps) {
  const methods = useMethods();
  const { method: chosen, dimensions } = useConfiguration();
  const id = useId();
  const [asked, setAsked] = useState<Asked>({ ...last, query: '' });
  const details = useDetails(methods, dimensions);
  const refusals = useRefusals(methods);
  const languages = useAllLanguages(asked.query !== '');
  const usable = (name: string) => !refusals.has(name) || name === chosen.id;
  const groups = groupsOf(methods, asked, details, usable, languages);
  const listed = groups.flatMap((group) => group.methods);
  const { active, move } = useActive(listed, chosen.id, asked.query, usable);
  const change = (next: Partial<Asked>) => {
    const now = { ...asked, ...next };
    last = { wanted: now.wanted, grouping: now.grouping };
    setAsked(now);
  };
  // Entries that stay are not drawn anew: of this function they get the same one each time.
  const choose = useCallback(
    (method: Method) => {
      if (!refusals.has(method.id) || method === chosen) onChoose(method.id);
    },
    [refusals, chosen, onChoose],
  );
  return (
    <div className="menu-body" onKeyDown={keysFor(input, move, () => active && choose(active))}>
      <Search
        id={id}
        input={input}
        active={active}
        query={asked.query}
        shown={listed.length}
        onType={(query) => change({ query })}
      />
      <Tools asked={asked} onChange={change} />
      <List id={id} groups={groups} details={details} refusals={refusals} active={active} onChoose={choose} />
      {listed.length === 0 && (
        <p className="menu-none">
          {strings.none}{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              change({ query: '', wanted: new Set() });
              input.current?.focus();
            }}
          >
            {strings.reset}
          </button>
        </p>
      )}
    </div>
  );
}

export interface MethodMenuProps {
  /** Gets the focus back. */
  readonly opener: HTMLElement | null;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

export default function MethodMenu({ opener, onChoose, onClose }: MethodMenuProps) {
  const input = useRef<HTMLInputElement>(null);
  const content = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          ref={content}
          className="dialog method-menu"
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            // On a phone the keyboard would cover half of the list.
            if (matchMedia('(pointer: coarse)').matches) content.current?.focus();
            else input.current?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener?.focus();
          }}
        >
          <Dialog.Title className="dialog-title">{strings.title}</Dialog.Title>
          <Dialog.Description className="visually-hidden">{strings.keys}</Dialog.Description>
          <Body input={input} onChoose={onChoose} />
          <Dialog.Close className="icon-button dialog-close" aria-label={common.close}>
            <Close />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
