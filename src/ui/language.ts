/**
 * The page's language. English is written in the `strings.ts` of each folder, as constants that the components read; another
 * language is one module of the same shape, loaded before the first drawing and written over those constants in place.
 * A change of language loads the page anew, so that nothing that was drawn or remembered stays in the old one.
 */
import type { Catalogues } from './languages/catalogues';

/** Offered languages, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;
/** Languages other than English, and how to load one. */
const others: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Catalogues>>> = {
  de: async () => (await import('./languages/german')).german,
};

const rightToLeft: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);
const KEY = 'language';

let current: Language = 'en';
let loaded: Catalogues | undefined;
const waiting = new Map<string, object>();

/** Registers English texts, in the page's language from then on. @param name key in the module of each language. */
export function catalogue<T extends object>(name: keyof Catalogues, english: T): T {
  if (loaded) write(english, loaded[name]);
  else waiting.set(name, english);
  return english;
}

function write(target: object, source: object): void {
  for (const [key, value] of Object.entries(source)) {
    const held: unknown = Reflect.get(target, key);
    if (typeof value === 'object' && value !== null && typeof held === 'object' && held !== null) write(held, value as object);
    else Reflect.set(target, key, value);
  }
}

const known = (text: string | null | undefined): Language | undefined => (text && Object.hasOwn(languages, text) ? (text as Language) : undefined);

/** The language that the address asks for (`lang=de`). */
export const languageOf = (hash: string): Language | undefined => known(new URLSearchParams(hash.replace(/^#/, '')).get('lang'));

/** Storage may be denied: the address can still say the language. */
function remembered(): Language | undefined {
  try {
    return known(localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}

/** The address first, then what was chosen here, then the browser's own languages. */
const wanted = (hash: string): Language => languageOf(hash) ?? remembered() ?? navigator.languages.map((tag) => known(tag.split('-')[0])).find((language) => language !== undefined) ?? 'en';

/** To be awaited before the first drawing. Without the network the page stays English. */
export async function loadLanguage(): Promise<void> {
  const language = wanted(location.hash);
  if (language !== 'en') {
    try {
      loaded = await others[language]();
      current = language;
      for (const [name, english] of waiting) write(english, loaded[name as keyof Catalogues]);
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

/** Remembers a language and shows the page in it. The address keeps the configuration, and says the language only where nothing can be remembered. */
export function changeLanguage(language: Language): void {
  const parts = location.hash.replace(/^#/, '').split('&').filter((part) => part !== '' && !part.startsWith('lang='));
  try {
    localStorage.setItem(KEY, language);
  } catch {
    parts.push(`lang=${language}`);
  }
  history.replaceState(history.state, '', parts.length > 0 ? `#${parts.join('&')}` : location.pathname + location.search);
  location.reload();
}

/** The language that is shown, also the locale of numbers and dates. */
export const language = (): Language => current;

/** The direction that it is written in. */
export const direction = (): 'ltr' | 'rtl' => (rightToLeft.has(current) ? 'rtl' : 'ltr');
