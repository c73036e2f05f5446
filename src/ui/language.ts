/**
 * The page's language. English is written in the `strings.en.ts` of each folder; another language is one module of the
 * same shape. Which one it is is known before a module of the page reads its first text: this module waits for the
 * language's chunk, and whatever shows texts imports it. So a text is a constant like any other, and none is ever
 * overwritten. A change of language loads the page anew, so that nothing that was drawn or remembered stays in the old
 * one.
 *
 * What a language's modules import at run time must not import this one: it would wait for itself (oxlint.config.js).
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

/** The address first, then what was chosen here, then the browser's own languages; English outside of a page. */
const wanted = (): Language =>
  typeof document === 'undefined'
    ? 'en'
    : (languageOf(location.hash) ??
      remembered() ??
      navigator.languages.map((tag) => known(tag.split('-')[0])).find((language) => language !== undefined) ??
      'en');

/** Undefined where it can't be fetched: without the network the page stays English. */
const fetched = (load: () => Promise<Catalogues>): Promise<Catalogues | undefined> => load().catch(() => undefined);

const asked = wanted();
/** The texts of the page's language; undefined in English. */
export const translation = asked === 'en' ? undefined : await fetched(others[asked].page);
const current: Language = translation ? asked : 'en';

/** Texts of a folder in the page's language. @param name key in the module of each language. */
export const catalogue = <T extends object>(name: keyof Catalogues, english: T): T =>
  // Of the same shape: `Catalogues` says so of each language.
  (translation?.[name] as T | undefined) ?? english;

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

/** What languages other than English say of each method, by its id: people look for what they know by its name. */
export async function methodTexts(): Promise<readonly Catalogues['methods'][]> {
  const pages = await Promise.all(Object.values(others).map(({ page }) => fetched(page)));
  return pages.flatMap((page) => (page ? [page.methods] : []));
}

/** Tells the document its language, and follows an address that asks for another one. */
export function startLanguage(): void {
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
