/**
 * The page's language. English is written in the `strings.ts` of each folder, as constants that the components read;
 * another language is one module of the same shape, loaded before the first drawing and written over those constants in
 * place. A change of language loads the page anew, so that nothing that was drawn or remembered stays in the old one.
 */
import type { Catalogues } from './languages/catalogues';
import type { LearningTexts } from './languages/contents';

/** Offered languages, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;
/** Languages other than English, and how to load one: the page, and what only the Learn view and lessons show. */
const others: Readonly<
  Record<
    Exclude<Language, 'en'>,
    { readonly page: () => Promise<Catalogues>; readonly learning: () => Promise<LearningTexts> }
  >
> = {
  de: {
    page: async () => (await import('./languages/german')).german,
    learning: async () => (await import('./languages/german-learning')).learning,
  },
};

const rightToLeft: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);
const KEY = 'language';

let current: Language = 'en';
let loaded: Catalogues | undefined;
const waiting = new Map<string, object>();

/** Registers English texts, in the page's language from then on. @param name key in the module of each language. */
export function catalogue<T extends object>(name: keyof Catalogues, english: T): T {
  if (loaded) translate(english, loaded[name]);
  else waiting.set(name, english);
  return english;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Writes texts over others in place: objects key by key, a list of things by their ids or names. Lists of texts are
 * replaced.
 */
export function translate(target: object, source: object): void {
  for (const [key, value] of Object.entries(source)) {
    const held: unknown = Array.isArray(target)
      ? target.find((one: { id?: string; name?: string }) => (one.id ?? one.name) === key)
      : Reflect.get(target, key);
    if (isObject(value) && !Array.isArray(value) && isObject(held)) translate(held, value);
    else if (!Array.isArray(target)) Reflect.set(target, key, value);
  }
}

/**
 * Texts of the Learn view and of lessons in the page's language; undefined in English, and where they can't be fetched.
 */
export async function learningTexts(): Promise<LearningTexts | undefined> {
  try {
    return current === 'en' ? undefined : await others[current].learning();
  } catch {
    return undefined;
  }
}

const known = (text: string | null | undefined): Language | undefined =>
  text && Object.hasOwn(languages, text) ? (text as Language) : undefined;

/** The language that the address asks for (`lang=de`). */
export const languageOf = (hash: string): Language | undefined =>
  known(new URLSearchParams(hash.replace(/^#/, '')).get('lang'));

/** Storage may be denied: the address can still say the language. */
function remembered(): Language | undefined {
  try {
    return known(localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}

/** The address first, then what was chosen here, then the browser's own languages. */
const wanted = (hash: string): Language =>
  languageOf(hash) ??
  remembered() ??
  navigator.languages.map((tag) => known(tag.split('-')[0])).find((language) => language !== undefined) ??
  'en';

/** To be awaited before the first drawing. Without the network the page stays English. */
export async function loadLanguage(): Promise<void> {
  const language = wanted(location.hash);
  if (language !== 'en') {
    try {
      loaded = await others[language].page();
      current = language;
      for (const [name, english] of waiting) translate(english, loaded[name as keyof Catalogues]);
    } catch {
      current = 'en';
    }
  }
  document.documentElement.lang = current;
  document.documentElement.dir = direction();
  window.addEventListener('hashchange', ({ newURL }) => {
    if ((languageOf(new URL(newURL).hash) ?? current) !== current) location.reload();
  });
}

/**
 * Remembers a language and shows the page in it. The address keeps the configuration, and says the language only where
 * nothing can be remembered.
 */
export function changeLanguage(language: Language): void {
  const parts = location.hash
    .replace(/^#/, '')
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('lang='));
  try {
    localStorage.setItem(KEY, language);
  } catch {
    parts.push(`lang=${language}`);
  }
  history.replaceState(
    history.state,
    '',
    parts.length > 0 ? `#${parts.join('&')}` : location.pathname + location.search,
  );
  location.reload();
}

/** The language that is shown, also the locale of numbers and dates. */
export const language = (): Language => current;

/** The direction that it is written in. */
export const direction = (): 'ltr' | 'rtl' => (rightToLeft.has(current) ? 'rtl' : 'ltr');
